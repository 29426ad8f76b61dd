package florin

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const scriptedURL = "https://pay.example"

const paymentJSON = `{"id":"pay_01h455vb4pex5vsknk084sn02q","object":"payment","status":"succeeded","amount":2599}`

// One thing that a server of a script does with a request.
type step func(request *http.Request, body []byte) (*http.Response, error)

// A server that is a script. It does one step after another, the last one again and again, keeps what it was sent, and writes down
// waits in place of waiting.
type script struct {
	steps  []step
	seen   []*http.Request
	bodies []string
	waits  []time.Duration
}

func (s *script) RoundTrip(request *http.Request) (*http.Response, error) {
	var body []byte
	if request.Body != nil {
		body, _ = io.ReadAll(request.Body)
	}
	s.seen, s.bodies = append(s.seen, request), append(s.bodies, string(body))
	at := len(s.seen)
	if at > len(s.steps) {
		at = len(s.steps)
	}
	return s.steps[at-1](request, body)
}

// A field that was sent, also one that is not under its canonical name.
func sent(request *http.Request, name string) string {
	return outgoingOf(request, nil).header.Get(name)
}

func answers(status int, body string, headers ...string) step {
	return func(*http.Request, []byte) (*http.Response, error) {
		header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
		for index := 0; index < len(headers); index += 2 {
			header.Set(headers[index], headers[index+1])
		}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

func fails(err error) step {
	return func(*http.Request, []byte) (*http.Response, error) { return nil, err }
}

var errDropped = errors.New("the connection was dropped")

func scripted(steps ...step) *script { return &script{steps: steps} }

// A client of the script.
func (s *script) client(t *testing.T, change ...func(*Config)) *Client {
	t.Helper()
	config := Config{BaseURL: scriptedURL, SecretKey: "sk_test_scripted", HTTPClient: &http.Client{Transport: s}}
	for _, each := range change {
		each(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	client.transport.around.sleep = s.sleep
	return client
}

func (s *script) sleep(ctx context.Context, wait time.Duration) error {
	s.waits = append(s.waits, wait)
	return ctx.Err()
}

// Reads a file of vectors.
func vectors(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../vectors", name+".json"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the module is tested without the vectors, which are beside it")
	}
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The reason of an error that has one.
func reasonOf(err error) string {
	var input *InputError
	var verification *VerificationError
	var jwe *jweError
	switch {
	case errors.As(err, &input):
		return input.Reason
	case errors.As(err, &verification):
		return verification.Reason
	case errors.As(err, &jwe):
		return jwe.reason
	}
	return ""
}

func headerOf(fields map[string]string) http.Header {
	header := http.Header{}
	for name, value := range fields {
		header.Set(name, value)
	}
	return header
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
