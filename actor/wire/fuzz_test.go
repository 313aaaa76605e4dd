package wire_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/actor/wire"
)

// targets are variables of the types that an asker may expect.
func targets() []any {
	return []any{
		new(string), new(name), new(bool), new(int), new(int8), new(uint16), new(float32), new(float64),
		new([]byte), new([]int), new(struct{}), new(struct{ N int }), new(any), new(error), new(*int),
		new(proto.Message), new(*durationpb.Duration), new(map[string]int), new(chan int), new(func()),
	}
}

// Another machine may send anything.
func FuzzAnyMessageIsStoredOrRefused(f *testing.F) {
	for _, m := range []proto.Message{
		wrapperspb.String("seven"), wrapperspb.Int64(-7), wrapperspb.UInt64(1 << 63), wrapperspb.Double(7.5),
		wrapperspb.Bool(true), wrapperspb.Bytes([]byte{7}), durationpb.New(7), &wire.GetResult{},
		&wire.TaskResult{Outcome: &wire.TaskResult_Error{Error: "no"}},
	} {
		packed, err := anypb.New(m)
		require.NoError(f, err)
		f.Add(packed.GetTypeUrl(), packed.GetValue())
	}
	f.Fuzz(func(t *testing.T, typeURL string, value []byte) {
		m, err := (&anypb.Any{TypeUrl: typeURL, Value: value}).UnmarshalNew()
		if err != nil {
			return // protoactor's remote refuses it
		}
		for _, to := range targets() {
			stored := wire.Store(m, to)
			if s, ok := to.(*string); ok && stored {
				require.Equal(t, m.(*wrapperspb.StringValue).GetValue(), *s)
			}
		}
	})
}
