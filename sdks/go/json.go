package florin

import (
	"encoding/json"
	"reflect"
	"sort"
	"strings"
)

// Reads an object into a struct, and what the struct does not know into extra.
func unmarshalObject(data []byte, plain any, extra *map[string]json.RawMessage) error {
	if err := json.Unmarshal(data, plain); err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	of := reflect.TypeOf(plain).Elem()
	for index := 0; index < of.NumField(); index++ {
		name, _ := tagOf(of.Field(index))
		delete(members, name)
	}
	*extra = nil
	if len(members) > 0 {
		*extra = members
	}
	return nil
}

// Writes an object with what is in extra behind its members.
func marshalObject(plain any, extra map[string]json.RawMessage) ([]byte, error) {
	data, err := json.Marshal(plain)
	if err != nil || len(extra) == 0 {
		return data, err
	}
	names := make([]string, 0, len(extra))
	for name := range extra {
		names = append(names, name)
	}
	sort.Strings(names)
	data = data[:len(data)-1]
	for _, name := range names {
		quoted, _ := json.Marshal(name)
		if len(data) > 1 {
			data = append(data, ',')
		}
		data = append(append(append(data, quoted...), ':'), rawOrNull(extra[name])...)
	}
	return append(data, '}'), nil
}

// Reads what one member has. It is nothing where the member is missing.
func unmarshalMember(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, into)
}

// The text of a member, or nothing.
func memberOf(data []byte, name string) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil {
		return ""
	}
	text, _ := textOf(members[name])
	return text
}

func copied(data []byte) json.RawMessage { return append(json.RawMessage(nil), data...) }

func rawOrNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}

// The name of a member, and whether it is left out where it is nil.
func tagOf(field reflect.StructField) (name string, optional bool) {
	name, rest, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "-" {
		return "", false
	}
	return name, rest == "omitempty"
}
