package supervise

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/actorloom/actorloom/internal/headerkey"
)

// turnContext is a turn as the context that its task is started with: an [inside] of the life's
// context, with the message's headers. Both are one pointer, so a context for each message costs
// nothing.
type turnContext turn

var _ context.Context = (*turnContext)(nil)

func (c *turnContext) Deadline() (time.Time, bool) { return c.outer.Deadline() }
func (c *turnContext) Done() <-chan struct{}       { return c.outer.Done() }
func (c *turnContext) Err() error                  { return c.outer.Err() }
func (c *turnContext) origin() context.Context     { return c.life.outside }

func (c *turnContext) Value(key any) any {
	switch key.(type) {
	case turnKey:
		return (*turn)(c)
	case lifeKey:
		return c.life
	case headerkey.Key:
		return (*turn)(c).headers.of((*turn)(c))
	}
	return c.outer.Value(key)
}

// turnHeaders are what a turn sends along: the headers of its message, with the chain of what the
// turn asks. They are made when somebody wants them, on any goroutine, since most turns send
// nothing.
type turnHeaders struct {
	once sync.Once
	all  map[string]string
}

func (h *turnHeaders) of(t *turn) map[string]string {
	h.once.Do(func() {
		h.all = t.letter.Headers
		if chain := t.chain(); chain != h.all[chainHeader] {
			own := make(map[string]string, len(h.all)+1)
			maps.Copy(own, h.all)
			if chain == "" { // the message was told, in a turn that had a chain
				delete(own, chainHeader)
			} else {
				own[chainHeader] = chain
			}
			h.all = own
		}
	})
	return h.all
}
