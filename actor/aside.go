package actor

// aside is what few completions need: kept out of them, because one is in every
// task. Only the loop's driver reads or writes it, once others know the completion.
type aside struct {
	made    []uintptr // the frames that made it; in debug mode
	failure *failure  // its error, while that is on record
}

func (c *Completion) more() *aside {
	if c.aside == nil {
		c.aside = &aside{}
	}
	return c.aside
}

// NoteOrigin remembers, in debug mode, who calls the function that makes c, for
// the report of an error that nobody retrieves. asyncio: Future's
// _source_traceback.
func (c *Completion) NoteOrigin() {
	if l := c.loop; l != nil && l.DebugMode() {
		c.more().made = callers(3, deepestCreation)
	}
}

// origin is what NoteOrigin remembers, "" for nothing.
func (c *Completion) origin() string {
	if c.aside == nil {
		return ""
	}
	return FormatFrames(own(c.aside.made))
}
