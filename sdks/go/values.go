package florin

import "fmt"

// Ptr gives a pointer to the value, for members that may be left out: florin.Ptr("a note"), florin.Ptr(true).
func Ptr[T any](value T) *T { return &value }

// Int gives a pointer to an amount or another whole number: florin.Int(500).
func Int(value int64) *int64 { return &value }

// Nullable is a member that may be left out (nil), emptied (Null), or set (Set).
type Nullable[T any] struct{ value *T }

// Null empties a member.
func Null[T any]() *Nullable[T] { return &Nullable[T]{} }

// Set gives a member a value.
func Set[T any](value T) *Nullable[T] { return &Nullable[T]{&value} }

// MarshalJSON writes the value, or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) { return encoded(n.value) }

// Secret is a text that is printed as [hidden], so that no log has it: string(secret) is the text itself. JSON has it, because it is
// sent and stored so.
type Secret string

// Format prints [hidden], whatever the verb.
func (s Secret) Format(state fmt.State, _ rune) {
	if s != "" {
		_, _ = state.Write([]byte("[hidden]"))
	}
}

// What must not be printed from inside of a struct, where fmt asks no Format, is kept in a function.
func kept[T any](value T) func() T { return func() T { return value } }
