package florin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"reflect"
	"sort"
	"strconv"
	"time"
	"unicode/utf8"
)

// What a JSON number holds exactly, also where it is read as a double.
const exactMax = 1<<53 - 1

// No body of the API is nearly as deep. What is deeper contains itself.
const depthMax = 100

// The body of a request as JSON. Unlike encoding/json it leaves out a member only where it is nil, so that an empty list is sent, and it
// refuses what would be changed without a word. The error is an *InputError.
func encoded(body any) ([]byte, error) {
	var e encoder
	if err := e.write(reflect.ValueOf(body), "The body", 0); err != nil {
		return nil, err
	}
	return e.Bytes(), nil
}

type encoder struct{ bytes.Buffer }

var (
	timeType    = reflect.TypeOf(time.Time{})
	numberType  = reflect.TypeOf(json.Number(""))
	ourPackage  = reflect.TypeOf(Secret("")).PkgPath()
	marshalType = reflect.TypeOf((*json.Marshaler)(nil)).Elem()
)

func (e *encoder) write(v reflect.Value, name string, depth int) error {
	if depth > depthMax {
		return wrongInput("%s is too deep to be sent: perhaps it contains itself.", name)
	}
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			e.WriteString("null")
			return nil
		}
		v = v.Elem()
	}
	if !v.IsValid() {
		e.WriteString("null")
		return nil
	}
	switch {
	case v.Type() == timeType:
		text, err := timeText(v.Interface().(time.Time), name)
		e.WriteString(`"` + text + `"`)
		return err
	case v.Type() == numberType || (v.Type().Implements(marshalType) && !isOwnStruct(v)):
		return e.writeForeign(v, name)
	}
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(v.String()) {
			return wrongInput("%s is no UTF-8, which is no text.", name)
		}
		e.writeText(v.String())
	case reflect.Bool:
		e.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return e.writeInteger(v.Int(), name)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > exactMax {
			return wrongInput("%s is %d, which is beyond what a JSON number holds exactly.", name, v.Uint())
		}
		return e.writeInteger(int64(v.Uint()), name)
	case reflect.Float32, reflect.Float64:
		if f := v.Float(); f == math.Trunc(f) && math.Abs(f) > exactMax && !math.IsInf(f, 0) {
			return wrongInput("%s is %g, which is beyond what a JSON number holds exactly.", name, f)
		}
		return e.writeForeign(v, name)
	case reflect.Map:
		return e.writeMap(v, name, depth)
	case reflect.Slice, reflect.Array:
		return e.writeList(v, name, depth)
	case reflect.Struct:
		if !isOwnStruct(v) {
			return e.writeForeign(v, name)
		}
		return e.writeStruct(v, name, depth)
	default:
		return wrongInput("%s is a %s, which cannot be sent.", name, v.Kind())
	}
	return nil
}

func isOwnStruct(v reflect.Value) bool {
	if v.Kind() != reflect.Struct || v.Type().PkgPath() != ourPackage {
		return false
	}
	// A Nullable writes itself.
	return v.NumField() == 0 || v.Type().Field(0).IsExported()
}

func (e *encoder) writeStruct(v reflect.Value, name string, depth int) error {
	e.WriteByte('{')
	first := true
	begin := func(member string) {
		if !first {
			e.WriteByte(',')
		}
		first = false
		e.writeText(member)
		e.WriteByte(':')
	}
	if fixed, isFixed := v.Interface().(interface{ constant() (string, string) }); isFixed {
		member, value := fixed.constant()
		begin(member)
		e.writeText(value)
	}
	for index := 0; index < v.NumField(); index++ {
		member, optional := tagOf(v.Type().Field(index))
		if member == "" || (optional && isNil(v.Field(index))) {
			continue
		}
		begin(member)
		if err := e.write(v.Field(index), inside(name, member), depth+1); err != nil {
			return err
		}
	}
	e.WriteByte('}')
	return nil
}

func (e *encoder) writeMap(v reflect.Value, name string, depth int) error {
	if v.IsNil() {
		e.WriteString("null")
		return nil
	}
	if v.Type().Key().Kind() != reflect.String {
		return wrongInput("%s has names that are no texts.", name)
	}
	keys := v.MapKeys()
	sort.Slice(keys, func(a, b int) bool { return keys[a].String() < keys[b].String() })
	e.WriteByte('{')
	for index, key := range keys {
		if index > 0 {
			e.WriteByte(',')
		}
		if err := e.write(key, "A name in "+name, depth+1); err != nil {
			return err
		}
		e.WriteByte(':')
		if err := e.write(v.MapIndex(key), inside(name, key.String()), depth+1); err != nil {
			return err
		}
	}
	e.WriteByte('}')
	return nil
}

func (e *encoder) writeList(v reflect.Value, name string, depth int) error {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return wrongInput("%s is bytes: hand in a text.", name)
	}
	e.WriteByte('[')
	for index := 0; index < v.Len(); index++ {
		if index > 0 {
			e.WriteByte(',')
		}
		if err := e.write(v.Index(index), fmt.Sprintf("%s[%d]", name, index), depth+1); err != nil {
			return err
		}
	}
	e.WriteByte(']')
	return nil
}

func (e *encoder) writeInteger(value int64, name string) error {
	if value > exactMax || value < -exactMax {
		return wrongInput("%s is %d, which is beyond what a JSON number holds exactly.", name, value)
	}
	e.WriteString(strconv.FormatInt(value, 10))
	return nil
}

func (e *encoder) writeForeign(v reflect.Value, name string) error {
	data, err := json.Marshal(v.Interface())
	if err != nil {
		return wrongInput("%s cannot be sent as JSON: %s.", name, err)
	}
	e.Write(data)
	return nil
}

// As it is, without the escapes for HTML.
func (e *encoder) writeText(text string) {
	plain := json.NewEncoder(&e.Buffer)
	plain.SetEscapeHTML(false)
	_ = plain.Encode(text)
	e.Truncate(e.Len() - 1)
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice:
		return v.IsNil()
	}
	return false
}

func inside(name, member string) string {
	if name == "The body" {
		return member
	}
	return name + "." + member
}

func timeText(at time.Time, name string) (string, error) {
	if year := at.UTC().Year(); at.IsZero() || year < 1 || year > 9999 {
		return "", wrongInput("%s is no time that can be sent: it is %s.", name, at.Format(time.RFC3339))
	}
	return at.UTC().Format(time.RFC3339Nano), nil
}

// The query of a list. The error is an *InputError.
func queryOf(query any) (url.Values, error) {
	values := url.Values{}
	v := reflect.ValueOf(query)
	if !v.IsValid() || v.IsNil() {
		return values, nil
	}
	v = v.Elem()
	for index := 0; index < v.NumField(); index++ {
		member, _ := tagOf(v.Type().Field(index))
		if v.Field(index).IsNil() {
			continue
		}
		switch value := v.Field(index).Elem(); {
		case value.Type() == timeType:
			text, err := timeText(value.Interface().(time.Time), member)
			if err != nil {
				return nil, err
			}
			values.Set(member, text)
		case value.Kind() == reflect.String && !utf8.ValidString(value.String()):
			return nil, wrongInput("%s is no UTF-8, which is no text.", member)
		default:
			values.Set(member, fmt.Sprint(value.Interface()))
		}
	}
	if values.Has("after") && values.Has("before") {
		return nil, wrongInput("A list goes on after an id or before one: hand in After or Before.")
	}
	return values, nil
}
