package wire_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/actor/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type name string

// thereAndBack sends v and stores what arrives in a T.
func thereAndBack[T any](t *testing.T, v any) (got T, ok bool) {
	t.Helper()
	packed, err := wire.Pack(v)
	require.NoError(t, err)
	m, err := packed.UnmarshalNew()
	require.NoError(t, err)
	ok = wire.Store(m, &got)
	return got, ok
}

func same[T any](t *testing.T, v T) {
	t.Helper()
	got, ok := thereAndBack[T](t, v)
	require.True(t, ok)
	require.Equal(t, v, got)
}

func TestASimpleValueArrivesAsItself(t *testing.T) {
	same(t, "seven")
	same(t, name("seven"))
	same(t, true)
	same(t, 7)
	same(t, int8(-7))
	same(t, int32(7))
	same(t, uint(7))
	same(t, uint64(1<<63))
	same(t, 7.5)
	same(t, float32(7.5))
	same(t, time.Minute)
	same(t, []byte("seven"))
	same(t, struct{}{})
	same[any](t, nil)
	same[any](t, "seven")
}

func TestAMessageArrivesAsItself(t *testing.T) {
	got, ok := thereAndBack[*durationpb.Duration](t, durationpb.New(time.Minute))
	require.True(t, ok)
	require.Equal(t, time.Minute, got.AsDuration())
	_, ok = thereAndBack[proto.Message](t, wrapperspb.String("seven"))
	require.True(t, ok)
	_, ok = thereAndBack[*emptypb.Empty](t, &emptypb.Empty{})
	require.True(t, ok)
}

func TestANumberArrivesInAnyTypeThatHoldsIt(t *testing.T) {
	n, ok := thereAndBack[int8](t, int64(100))
	require.True(t, ok)
	require.EqualValues(t, 100, n)
	_, ok = thereAndBack[int8](t, int64(1000))
	require.False(t, ok)
	_, ok = thereAndBack[uint](t, 7)
	require.False(t, ok, "another kind of number")
	f, ok := thereAndBack[float32](t, 0.5)
	require.True(t, ok)
	require.EqualValues(t, 0.5, f)
	for _, v := range []float64{0.1, 1e300} {
		_, ok = thereAndBack[float32](t, v)
		require.False(t, ok, v)
	}
}

func TestAWrapperOfAnotherLanguageIsUnderstood(t *testing.T) {
	var n int
	require.True(t, wire.Store(wrapperspb.Int32(7), &n))
	require.Equal(t, 7, n)
	var u uint
	require.True(t, wire.Store(wrapperspb.UInt32(7), &u))
	var f float64
	require.True(t, wire.Store(wrapperspb.Float(7.5), &f))
	require.EqualValues(t, 7.5, f)
}

func TestAnotherTypeIsRefused(t *testing.T) {
	_, ok := thereAndBack[int](t, "seven")
	require.False(t, ok)
	_, ok = thereAndBack[*durationpb.Duration](t, "seven")
	require.False(t, ok)
	_, ok = thereAndBack[int](t, nil)
	require.False(t, ok)
	_, ok = thereAndBack[string](t, durationpb.New(time.Minute))
	require.False(t, ok)
}

func TestWhatIsNoSimpleValueCannotBeSent(t *testing.T) {
	for _, v := range []any{map[string]int{}, []int{7}, struct{ N int }{7}, new(int), func() {}, make(chan int)} {
		_, err := wire.Message(v)
		require.ErrorContains(t, err, "cannot be sent to another machine")
	}
}
