package conformance

import "encoding/json"

// Scenario is a program.
type Scenario struct {
	ID    string                 `json:"id"`
	Coros map[string][]Statement `json:"coros"`
}

// Trace is what a program did.
type Trace struct {
	ID     string  `json:"id"`
	Events [][]any `json:"trace"`
}

// Statement is one step of a coroutine. Which fields it uses depends on Op; the
// pointers tell a field that is not there from its zero value.
type Statement struct {
	Op               string          `json:"op"`
	On               json.RawMessage `json:"on"`
	As               string          `json:"as"`
	In               string          `json:"in"`
	Coro             string          `json:"coro"`
	Eager            bool            `json:"eager"`
	MS               *float64        `json:"ms"`
	Msg              *string         `json:"msg"`
	Error            string          `json:"error"`
	Value            json.RawMessage `json:"value"`
	Result           json.RawMessage `json:"result"`
	Label            string          `json:"label"`
	Times            int             `json:"times"`
	N                int             `json:"n"`
	Kind             string          `json:"kind"`
	Maxsize          int             `json:"maxsize"`
	Parties          int             `json:"parties"`
	Bounded          bool            `json:"bounded"`
	Immediate        bool            `json:"immediate"`
	When             string          `json:"when"`
	ReturnExceptions bool            `json:"return_exceptions"`
	Body             []Statement     `json:"body"`
	Catch            string          `json:"catch"`
	Handler          []Statement     `json:"handler"`
	Reraise          bool            `json:"reraise"`
	Finally          []Statement     `json:"finally"`
}

// target is what "on" names: a handle, or a new coroutine object.
type target struct {
	name string
	coro string
}

func (t *target) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var o struct {
			Coro string `json:"coro"`
		}
		err := json.Unmarshal(data, &o)
		t.coro = o.Coro
		return err
	}
	return json.Unmarshal(data, &t.name)
}

// targets are what "on" names, one or several.
func (s *Statement) targets() []target {
	if len(s.On) == 0 {
		return nil
	}
	var many []target
	if s.On[0] == '[' {
		must(json.Unmarshal(s.On, &many))
		return many
	}
	many = make([]target, 1)
	must(json.Unmarshal(s.On, &many[0]))
	return many
}

// on is the one name that "on" gives.
func (s *Statement) on() string { return s.targets()[0].name }

func value(raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	var v any
	must(json.Unmarshal(raw, &v))
	return whole(v)
}

// whole makes JSON's numbers integers again.
func whole(v any) any {
	switch v := v.(type) {
	case float64:
		return int(v)
	case []any:
		for i := range v {
			v[i] = whole(v[i])
		}
	}
	return v
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
