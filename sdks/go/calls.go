package florin

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"time"
)

// An operation, as the API's document has it.
type operation struct {
	id, method, path string
	// publishable says whether a publishable key may do it.
	publishable bool
}

func (o operation) told(event LogEvent, attempt int) LogEntry {
	return LogEntry{Event: event, Operation: o.id, Method: o.method, Path: o.path, Attempt: attempt}
}

// What a method of a client is called with.
type call struct {
	operation
	id    string
	body  any
	query any
}

// RequestOption changes one call: see WithIdempotencyKey and WithTimeout.
type RequestOption func(*requestOptions)

type requestOptions struct {
	key     *string
	timeout time.Duration
}

// WithIdempotencyKey gives a POST a key of your own. Without it, each call has a fresh UUID. Both are kept over all tries.
func WithIdempotencyKey(key string) RequestOption {
	return func(options *requestOptions) { options.key = &key }
}

// WithTimeout says how long one try of this call may take.
func WithTimeout(timeout time.Duration) RequestOption {
	return func(options *requestOptions) { options.timeout = timeout }
}

// Checks what was handed in, before the network is asked. The error is an *InputError.
func (t *transport) prepare(c call, query url.Values, given []RequestOption) (prepared, error) {
	options := requestOptions{timeout: t.timeout}
	for _, each := range given {
		each(&options)
	}
	p := prepared{operation: c.operation, path: c.path, accept: "application/json", timeout: options.timeout}
	if t.credential.publishable && !c.publishable {
		return p, wrongInput("%s needs a secret key: a publishable key can only swap a card for a token.", c.operation.id)
	}
	if options.timeout <= 0 {
		return p, wrongInput("The timeout of %s must be above 0.", c.operation.id)
	}
	if strings.Contains(c.path, "{id}") {
		if c.id == "" || c.id == "." || c.id == ".." || strings.TrimSpace(c.id) != c.id {
			return p, wrongInput("%s needs an id, and got %q.", c.operation.id, c.id)
		}
		p.path = strings.Replace(c.path, "{id}", url.PathEscape(c.id), 1)
	}
	if len(query) > 0 {
		p.path += "?" + query.Encode()
	}
	if c.body != nil && !isNil(reflect.ValueOf(c.body)) {
		body, err := encoded(c.body)
		if err != nil {
			return p, err
		}
		p.body = body
	}
	key, err := keyOf(c.operation, options.key)
	p.key = key
	return p, err
}

var keyCharacters = regexp.MustCompile(`^[\x21-\x7e]{1,255}$`)

// The key of a POST: it is the same for all tries, and a POST is never sent without one.
func keyOf(o operation, given *string) (string, error) {
	switch {
	case o.method != http.MethodPost && given != nil:
		return "", wrongInput("An idempotency key belongs to calls that change something, and %s does not take one.", o.id)
	case o.method != http.MethodPost:
		return "", nil
	case given == nil:
		return freshUUID(), nil
	case !keyCharacters.MatchString(*given):
		return "", wrongInput("The idempotency key must be 1 to 255 printable characters without spaces: a UUID is best.")
	}
	return *given, nil
}

func freshUUID() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		// Without chance there are no keys, and two payments would have the same.
		panic("florin: the machine has no random numbers: " + err.Error())
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Asks for one object.
func objectOf[T any](ctx context.Context, t *transport, c call, options []RequestOption) (*T, error) {
	query, err := queryOf(c.query)
	if err != nil {
		return nil, err
	}
	p, err := t.prepare(c, query, options)
	if err != nil {
		return nil, err
	}
	body, err := t.ask(ctx, p)
	if err != nil {
		return nil, err
	}
	object := new(T)
	if err := json.Unmarshal(body, object); err != nil {
		return nil, notAsKnown(c.operation, p.key, err)
	}
	return object, nil
}

// It was done, but what came cannot be read.
func notAsKnown(o operation, key string, err error) *AnswerError {
	return &AnswerError{
		Sent:    Sent{IdempotencyKey: key},
		Message: fmt.Sprintf("The answer of %s is JSON, but not as this version knows it: %s.", o.id, err),
		Status:  http.StatusOK,
	}
}

// Asks for something whose answer has nothing.
func done(ctx context.Context, t *transport, c call, options []RequestOption) error {
	p, err := t.prepare(c, nil, options)
	if err != nil {
		return err
	}
	_, err = t.ask(ctx, p)
	return err
}

// The lines of a text that streams in, without their ends.
func linesOf(ctx context.Context, t *transport, c call, options []RequestOption) func(yield func(string, error) bool) {
	return func(yield func(string, error) bool) {
		p, err := t.prepare(c, nil, options)
		if err != nil {
			yield("", err)
			return
		}
		p.accept = "text/plain"
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		response, err := t.open(ctx, p)
		if err != nil {
			yield("", err)
			return
		}
		defer func() { _ = response.Body.Close() }()
		reader := bufio.NewReader(response.Body)
		for {
			line, err := reader.ReadString('\n')
			if (line != "" && !yield(strings.TrimSuffix(line, "\n"), nil)) || err == io.EOF {
				return
			}
			if err != nil {
				yield("", lostBy(err, t.timeout))
				return
			}
		}
	}
}
