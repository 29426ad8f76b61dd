package florin

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"
)

// A server-sent event (HTML, section 9.2.6).
type message struct{ id, data string }

// No event of the API is nearly as long.
const lineMax = 16 << 20

// Reads server-sent events. What is not ended by a blank line when the text ends is no event.
type messageReader struct {
	lines *bufio.Reader
	// id is that of the last event that had one.
	id          string
	afterReturn bool
	// retry is how long the server asks to wait before connecting again.
	retry func(time.Duration)
	// heard is told of each line, also of comments.
	heard func()
}

func (r *messageReader) next() (message, error) {
	var data []string
	for {
		line, err := r.line()
		if err != nil {
			return message{}, err
		}
		r.heard()
		if line == "" {
			if len(data) > 0 {
				return message{r.id, strings.Join(data, "\n")}, nil
			}
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case name == "data":
			data = append(data, value)
		case name == "id" && !strings.Contains(value, "\x00"):
			r.id = value
		case name == "retry" && isDigits(value, 7):
			milliseconds, _ := strconv.Atoi(value)
			r.retry(time.Duration(milliseconds) * time.Millisecond)
		}
	}
}

// A line ends with LF, CR, or both. After a CR nothing is waited for: an LF behind it is left out when it comes.
func (r *messageReader) line() (string, error) {
	var line strings.Builder
	for line.Len() < lineMax {
		c, err := r.lines.ReadByte()
		if err != nil {
			return "", err
		}
		skipped := c == '\n' && r.afterReturn
		r.afterReturn = c == '\r'
		switch {
		case skipped:
		case c == '\n' || c == '\r':
			return line.String(), nil
		default:
			line.WriteByte(c)
		}
	}
	return "", io.ErrShortBuffer
}
