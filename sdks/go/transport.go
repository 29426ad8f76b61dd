package florin

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Clock and chance, so that tests have their own.
type surroundings struct {
	now   func() time.Time
	sleep func(ctx context.Context, wait time.Duration) error
	// random is from 0 to 1.
	random func() float64
}

func realSurroundings() surroundings {
	return surroundings{now: time.Now, sleep: sleep, random: random}
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// math/rand gives every process the same numbers before Go 1.20.
func random() float64 {
	var bytes [8]byte
	_, _ = rand.Read(bytes[:])
	return float64(binary.BigEndian.Uint64(bytes[:])>>11) / (1 << 53)
}

// Sends requests, again where that is safe, and reads their answers. It knows no operation.
type transport struct {
	baseURL      string
	credential   credential
	http         *http.Client
	timeout      time.Duration
	totalTimeout time.Duration
	maxTries     int
	signing      *RequestSigning
	onLog        func(LogEntry)
	around       surroundings
}

// A call with all that is sent, but for the credential.
type prepared struct {
	operation operation
	// path has ids and query.
	path    string
	body    []byte
	key     string
	accept  string
	timeout time.Duration
	more    map[string]string
}

// No answer of the API is nearly as long.
const answerMax = 256 << 20

// Sends the call until it is answered. Gives back the JSON of the answer, or nothing where it has none.
func (t *transport) ask(ctx context.Context, p prepared) ([]byte, error) {
	body, err := t.tries(ctx, p)
	var sent interface{ sentWith() *Sent }
	if err != nil && errors.As(err, &sent) {
		sent.sentWith().IdempotencyKey = p.key
	}
	return body, err
}

func (t *transport) tries(ctx context.Context, p prepared) ([]byte, error) {
	began := t.around.now()
	// Every POST of a client has a key. Without one it must not be sent again, whatever happens.
	repeatable := p.operation.method != http.MethodPost || p.key != ""
	lost, renewed := false, false
	for made := 1; ; made++ {
		if ctx.Err() != nil {
			return nil, endedByCaller(ctx)
		}
		timeout := p.timeout
		if left := t.totalTimeout - t.around.now().Sub(began); left < timeout {
			timeout = left
		}
		came, status, err := t.try(ctx, p, made, timeout)
		if err != nil {
			return nil, err
		}
		if came.err == nil {
			return came.body, nil
		}
		if status == http.StatusUnauthorized && !renewed && t.credential.source != nil {
			// A token may have ended before its time. What was refused has done nothing.
			renewed = true
			continue
		}
		// What was deleted by a try whose answer was lost is not there any more.
		if p.operation.method == http.MethodDelete && lost && status == http.StatusNotFound && came.code == ProblemCodeNotFound {
			return nil, nil
		}
		if !came.repeat || !repeatable {
			return nil, came.err
		}
		lost = lost || status < 300 || status >= 500
		state := progress{made, t.maxTries, t.around.now().Sub(began), t.totalTimeout}
		wait, again := waitBeforeNext(state, came.retryAfter, t.around.random())
		if !again {
			return nil, came.err
		}
		entry := p.operation.told(LogRetry, made)
		entry.Wait = wait
		t.log(entry)
		if t.around.sleep(ctx, wait) != nil {
			return nil, endedByCaller(ctx)
		}
	}
}

// One try, and the status of its answer, which is 0 where none came. The error is what ends the call at once.
func (t *transport) try(ctx context.Context, p prepared, made int, timeout time.Duration) (judgment, int, error) {
	began := t.around.now()
	ctxOfTry, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	unanswered := func(err error) (judgment, int, error) {
		if ctx.Err() != nil {
			return judgment{}, 0, endedByCaller(ctx)
		}
		lost := lostBy(err, timeout)
		entry := p.operation.told(LogNoAnswer, made)
		entry.Duration, entry.TimedOut = t.around.now().Sub(began), lost.timeout
		t.log(entry)
		return judgment{err: lost, repeat: true}, 0, nil
	}
	request, err := t.request(ctxOfTry, p)
	var connection *ConnectionError
	if errors.As(err, &connection) {
		// No token came. The whole try is made again.
		return unanswered(err)
	}
	if err != nil {
		return judgment{}, 0, err
	}
	t.log(p.operation.told(LogRequest, made))
	response, err := t.http.Do(request)
	if err != nil {
		return unanswered(err)
	}
	defer func() { _ = response.Body.Close() }()
	came, cut := readWhole(response)
	if cut != nil && ctxOfTry.Err() != nil {
		return unanswered(ctxOfTry.Err())
	}
	if cut != nil {
		return unanswered(cut)
	}
	entry := p.operation.told(LogAnswer, made)
	entry.Status, entry.RequestID, entry.Duration = came.status, came.header.Get("Request-Id"), t.around.now().Sub(began)
	t.log(entry)
	if came.status == http.StatusUnauthorized && t.credential.source != nil {
		t.credential.source.Refused(request.Header.Get("Authorization"), came.header)
	}
	judged := judge(came, t.around.now())
	// An answer that is asked for again need not be verified: proxies do not sign.
	if t.signing != nil && !isRedirect(came.status) && !judged.repeat {
		if err := t.signing.verify(ctxOfTry, request, came); err != nil {
			return judgment{}, 0, err
		}
	}
	return judged, came.status, nil
}

func readWhole(response *http.Response) (answer, error) {
	came := answer{status: response.StatusCode, header: response.Header}
	body, err := io.ReadAll(io.LimitReader(response.Body, answerMax))
	came.body = body
	return came, err
}

// The request of one try, authorized and signed.
func (t *transport) request(ctx context.Context, p prepared) (*http.Request, error) {
	var body io.Reader
	if p.body != nil {
		body = strings.NewReader(string(p.body))
	}
	request, err := http.NewRequestWithContext(ctx, p.operation.method, t.baseURL+p.path, body)
	if err != nil {
		return nil, wrongInput("The request cannot be made: %s.", err)
	}
	request.Header.Set("Accept", p.accept)
	// A body that something packs on its way is not the one that was signed.
	request.Header.Set("Accept-Encoding", "identity")
	for name, value := range p.more {
		request.Header.Set(name, value)
	}
	if p.body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if p.key != "" {
		// In lower case, so that net/http does not see it: it would send the request again by itself, and uncounted.
		request.Header["idempotency-key"] = []string{p.key}
	}
	if t.credential.source == nil {
		request.Header.Set("Authorization", t.credential.authorization())
	} else {
		fields, err := t.credential.source.Authorize(ctx, request.Method, request.URL.String())
		if err != nil {
			return nil, err
		}
		for name, values := range fields {
			request.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	if t.signing == nil {
		return request, nil
	}
	if request.Body == nil && request.Method == http.MethodGet {
		// Nor does it send a GET again by itself if there is a body that it cannot rewind; what is signed is sent once.
		request.Body = io.NopCloser(strings.NewReader(""))
	}
	return request, t.signing.sign(request, p.body)
}

// Opens a stream. The caller reads its body, and connects again.
func (t *transport) open(ctx context.Context, p prepared) (*http.Response, error) {
	response, err := t.openOnce(ctx, p)
	if err == nil && response.StatusCode == http.StatusUnauthorized && t.credential.source != nil {
		_ = response.Body.Close()
		response, err = t.openOnce(ctx, p)
	}
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusOK {
		return response, nil
	}
	defer func() { _ = response.Body.Close() }()
	came, err := readWhole(response)
	if err != nil {
		return nil, lostBy(err, t.timeout)
	}
	judged := judge(came, t.around.now())
	if judged.err == nil {
		judged.err = &AnswerError{Message: "The stream did not open: is BaseURL Florin's own address?", Status: came.status}
	}
	return nil, judged.err
}

func (t *transport) openOnce(ctx context.Context, p prepared) (*http.Response, error) {
	request, err := t.request(ctx, p)
	if err != nil {
		return nil, err
	}
	response, err := t.http.Do(request)
	if err != nil {
		return nil, lostBy(err, t.timeout)
	}
	if response.StatusCode == http.StatusUnauthorized && t.credential.source != nil {
		t.credential.source.Refused(request.Header.Get("Authorization"), response.Header)
	}
	return response, nil
}

func endedByCaller(ctx context.Context) *ConnectionError {
	err := ctx.Err()
	return &ConnectionError{
		Message: fmt.Sprintf("The call was ended before it was answered: %s.", err),
		Err:     err,
		timeout: errors.Is(err, context.DeadlineExceeded),
	}
}

func lostBy(err error, timeout time.Duration) *ConnectionError {
	var connection *ConnectionError
	if errors.As(err, &connection) {
		return connection
	}
	var timed net.Error
	if errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &timed) && timed.Timeout()) {
		return &ConnectionError{Message: fmt.Sprintf("No answer came within %s.", timeout), Err: err, timeout: true}
	}
	return &ConnectionError{Message: fmt.Sprintf("No answer came: %s.", said(err)), Err: err}
}

// Why a connection failed, without the address, which may have ids in it.
func said(err error) string {
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	text := err.Error()
	if strings.Contains(text, "server gave HTTP response to HTTPS client") ||
		strings.Contains(text, "first record does not look like a TLS handshake") {
		return "what listens there does not speak TLS, so see whether BaseURL begins with https:// where http:// is right"
	}
	return strings.TrimSuffix(text, ".")
}
