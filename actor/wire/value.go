// Package wire is what the addresses of tasks say to each other across machines:
// protobuf messages, and the forms that results of simple types take in them.
//
// Programs send and get Go values instead, by [github.com/actorloom/actorloom/tasks.Ask]
// and Tell. This package is for those who talk to a task by protoactor's own means,
// or from another language.
package wire

//go:generate go build -o protoc-gen-go.tmp google.golang.org/protobuf/cmd/protoc-gen-go
//go:generate protoc --plugin=protoc-gen-go=protoc-gen-go.tmp --go_out=. --go_opt=paths=source_relative actorloom.proto
//go:generate rm protoc-gen-go.tmp

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Message returns v as a protobuf message: itself when it is one, a wrapper around a string, a
// bool, a number or a copy of bytes, and Empty for nil and struct{}. It fails when v is none of
// these, and when v is a string that is not valid UTF-8.
func Message(v any) (proto.Message, error) {
	if m, ok := v.(proto.Message); ok {
		return m, nil
	}
	value := reflect.ValueOf(v)
	switch value.Kind() {
	case reflect.Invalid:
		return &emptypb.Empty{}, nil
	case reflect.Struct:
		if value.NumField() == 0 {
			return &emptypb.Empty{}, nil
		}
	case reflect.String:
		if !utf8.ValidString(value.String()) {
			return nil, fmt.Errorf("a %T that is not valid UTF-8 cannot be sent to another machine: make it bytes", v)
		}
		return wrapperspb.String(value.String()), nil
	case reflect.Bool:
		return wrapperspb.Bool(value.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return wrapperspb.Int64(value.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return wrapperspb.UInt64(value.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return wrapperspb.Double(value.Float()), nil
	case reflect.Slice:
		if value.Type().Elem().Kind() == reflect.Uint8 {
			return wrapperspb.Bytes(bytes.Clone(value.Bytes())), nil // its owner may change it before it is sent
		}
	}
	return nil, fmt.Errorf("a %T cannot be sent to another machine: make it a protobuf message", v)
}

// Pack returns the [Message] of v in an Any.
func Pack(v any) (*anypb.Any, error) {
	m, err := Message(v)
	if err != nil {
		return nil, err
	}
	return anypb.New(m)
}

// Store is the way back from [Message]: it stores what m says in *to, a pointer
// to a variable of the type that v had, or of another that can hold the same
// value. It reports false when it cannot.
func Store(m proto.Message, to any) bool {
	target := reflect.ValueOf(to).Elem()
	if target.Kind() != reflect.Interface || target.NumMethod() > 0 {
		if m != nil && reflect.TypeOf(m).AssignableTo(target.Type()) {
			target.Set(reflect.ValueOf(m))
			return true
		}
	}
	value := reflect.ValueOf(plain(m))
	if !value.IsValid() { // Empty
		target.SetZero()
		return target.Kind() == reflect.Interface || target.Kind() == reflect.Struct && target.NumField() == 0
	}
	return store(value, target)
}

// plain is what a wrapper holds, nil for Empty, and anything else itself.
func plain(m proto.Message) any {
	switch m := m.(type) {
	case *emptypb.Empty:
		return nil
	case *wrapperspb.StringValue:
		return m.GetValue()
	case *wrapperspb.BoolValue:
		return m.GetValue()
	case *wrapperspb.Int32Value:
		return int64(m.GetValue())
	case *wrapperspb.Int64Value:
		return m.GetValue()
	case *wrapperspb.UInt32Value:
		return uint64(m.GetValue())
	case *wrapperspb.UInt64Value:
		return m.GetValue()
	case *wrapperspb.FloatValue:
		return float64(m.GetValue())
	case *wrapperspb.DoubleValue:
		return m.GetValue()
	case *wrapperspb.BytesValue:
		return m.GetValue()
	}
	return m
}

// fits reports whether target, a float, can hold v as it is.
func fits(v float64, target reflect.Value) bool {
	return target.Kind() == reflect.Float64 || float64(float32(v)) == v || math.IsNaN(v)
}

// store sets target to value. Their types may differ if they are of the same kind and nothing is
// lost. It reports false otherwise.
func store(value, target reflect.Value) bool {
	from, kind := value.Kind(), target.Kind()
	switch {
	case value.Type().AssignableTo(target.Type()):
		target.Set(value)
	case from == reflect.String && kind == reflect.String:
		target.SetString(value.String())
	case from == reflect.Bool && kind == reflect.Bool:
		target.SetBool(value.Bool())
	case from == reflect.Int64 && target.CanInt() && !target.OverflowInt(value.Int()):
		target.SetInt(value.Int())
	case from == reflect.Uint64 && target.CanUint() && !target.OverflowUint(value.Uint()):
		target.SetUint(value.Uint())
	case from == reflect.Float64 && target.CanFloat() && fits(value.Float(), target):
		target.SetFloat(value.Float())
	case from == reflect.Slice && kind == reflect.Slice && target.Type().Elem().Kind() == reflect.Uint8:
		target.SetBytes(value.Bytes())
	default:
		return false
	}
	return true
}
