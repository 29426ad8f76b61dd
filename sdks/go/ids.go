package florin

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

const (
	idAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	idLength   = 26
)

// ParsedID is what an id tells.
type ParsedID struct {
	Prefix string
	UUID   string
	// Milliseconds are those since 1970, when the object was made; nil if the number is no UUIDv7.
	Milliseconds *int64
}

// Time is when the object was made, in UTC. False if the number is no UUIDv7.
func (p ParsedID) Time() (time.Time, bool) {
	if p.Milliseconds == nil {
		return time.Time{}, false
	}
	return time.UnixMilli(*p.Milliseconds).UTC(), true
}

// ParseID reads an id of a kind, which is a TypeID: ParseID("pay_01h…", "pay"). So an id of another kind is found before it is sent. The
// error is an *InputError whose Reason is prefix, length, characters or too_large.
func ParseID(id, prefix string) (ParsedID, error) {
	refused := func(reason, format string, values ...any) (ParsedID, error) {
		return ParsedID{}, wrongBecause(reason, format, values...)
	}
	if !strings.HasPrefix(id, prefix+"_") {
		return refused("prefix", "%q does not begin with %s_.", id, prefix)
	}
	rest := id[len(prefix)+1:]
	if len([]rune(rest)) != idLength {
		return refused("length", "%q has not %d characters behind %s_.", id, idLength, prefix)
	}
	number := new(big.Int)
	for _, character := range rest {
		value := strings.IndexRune(idAlphabet, character)
		if value < 0 {
			return refused("characters", "%q has characters that no id has.", id)
		}
		number.Or(number.Lsh(number, 5), big.NewInt(int64(value)))
	}
	if number.BitLen() > 128 {
		return refused("too_large", "%q is more than 128 bits hold.", id)
	}
	b := number.FillBytes(make([]byte, 16))
	parsed := ParsedID{Prefix: prefix, UUID: fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])}
	if b[6]>>4 == 7 && b[8]>>6 == 2 {
		parsed.Milliseconds = Int(new(big.Int).Rsh(number, 80).Int64())
	}
	return parsed, nil
}
