package florin

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// StreamOptions says which events a stream has.
type StreamOptions struct {
	// Types are those that are wanted; all if there is none.
	Types []EventType
	// LastEventID is the id of the last event that was handled: the stream begins behind it. Without it, with the next that happens.
	LastEventID string
}

const (
	// Florin sends a comment every 15 seconds. After three times as long the connection is dead.
	silence = 45 * time.Second
	// How long to wait before connecting again, until the server says otherwise.
	usualReconnect = time.Second
)

type eventStream struct {
	ctx       context.Context
	transport *transport
	types     []EventType
	open      prepared
	// last is the id of the last event that was handled.
	last      string
	reconnect time.Duration
	yield     func(Event, error) bool
}

// Events as they happen. When the connection ends, it connects again behind the last event that was handled, for as long as it takes, so
// none is missed. It ends when the caller does, by its context, or by a refusal that asking again does not change.
func eventsOf(ctx context.Context, t *transport, o operation, from StreamOptions) func(yield func(Event, error) bool) {
	return func(yield func(Event, error) bool) {
		query := url.Values{}
		if len(from.Types) > 0 {
			types := make([]string, len(from.Types))
			for index, each := range from.Types {
				types[index] = string(each)
			}
			query.Set("types", strings.Join(types, ","))
		}
		p, err := t.prepare(call{operation: o}, query, nil)
		if err != nil {
			yield(Event{}, err)
			return
		}
		p.accept = "text/event-stream"
		s := &eventStream{ctx, t, from.Types, p, from.LastEventID, usualReconnect, yield}
		if err := s.run(); err != nil && !errors.Is(err, errEnough) {
			if ctx.Err() != nil {
				err = endedByCaller(ctx)
			}
			yield(Event{}, err)
		}
	}
}

// The caller wants no more.
var errEnough = errors.New("florin: the caller has ended the stream")

func (s *eventStream) run() error {
	if err := s.begin(); err != nil {
		return err
	}
	for failures := 0; ; {
		opened, err := s.connection()
		if s.ctx.Err() != nil && !errors.Is(err, errEnough) {
			return s.ctx.Err()
		}
		if isFinal(err) {
			return err
		}
		if opened {
			failures = 0
		}
		wait := s.reconnect
		if err != nil {
			failures++
			if longer := backoff(failures, s.transport.around.random()); longer > wait {
				wait = longer
			}
		}
		if err := s.transport.around.sleep(s.ctx, wait); err != nil {
			return err
		}
	}
}

// Finds where to begin. An account without any event has no id to go on from, so its first events are looked for.
func (s *eventStream) begin() error {
	events := &EventsResource{s.transport}
	if s.last == "" {
		head, err := events.Head(s.ctx)
		if err != nil {
			return err
		}
		if head.Event != nil {
			s.last = *head.Event
		}
	}
	for s.last == "" {
		var failed error
		var first []Event
		events.All(s.ctx, &ListEventsQuery{Limit: Int(100)})(func(event Event, err error) bool {
			failed = err
			first = append(first, event)
			return err == nil
		})
		if failed != nil {
			return failed
		}
		for index := len(first) - 1; index >= 0; index-- {
			if s.wants(first[index].Type) && !s.yield(first[index], nil) {
				return errEnough
			}
			s.last = first[index].ID
		}
		if s.last == "" {
			if err := s.transport.around.sleep(s.ctx, usualReconnect); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *eventStream) wants(kind EventType) bool {
	for _, each := range s.types {
		if each == kind {
			return true
		}
	}
	return len(s.types) == 0
}

// Reads events until the connection ends. Says whether it was opened, and why it ended: nil where the server has ended it.
func (s *eventStream) connection() (bool, error) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	alive := time.AfterFunc(silence, cancel)
	defer alive.Stop()
	s.open.more = map[string]string{"Last-Event-ID": s.last}
	response, err := s.transport.open(ctx, s.open)
	if err != nil {
		return false, err
	}
	defer func() { _ = response.Body.Close() }()
	reader := messageReader{
		lines: bufio.NewReader(response.Body),
		retry: func(wait time.Duration) { s.reconnect = wait },
		heard: func() { alive.Reset(silence) },
	}
	for {
		message, err := reader.next()
		if err == io.EOF || s.ctx.Err() != nil {
			return true, nil
		}
		if err != nil {
			return true, lostBy(err, silence)
		}
		var event Event
		if err := json.Unmarshal([]byte(message.data), &event); err != nil || event.ID == "" {
			return true, &AnswerError{
				Message: "The stream sent something that is no event: is BaseURL Florin's own address?",
				Status:  http.StatusOK,
			}
		}
		// Whoever handles an event may take long, and the server is not heard meanwhile.
		alive.Stop()
		if !s.yield(event, nil) {
			return true, errEnough
		}
		alive.Reset(silence)
		// Only now: whoever was handed an event and failed has not handled it.
		if s.last = message.id; s.last == "" {
			s.last = event.ID
		}
	}
}

// A refusal stays; a connection, and a server that is busy or restarts, come back.
func isFinal(err error) bool {
	var connection *ConnectionError
	if err == nil || errors.As(err, &connection) {
		return false
	}
	status := 0
	var refusal *APIError
	var strange *AnswerError
	if errors.As(err, &refusal) {
		status = refusal.Status
	} else if errors.As(err, &strange) {
		status = strange.Status
	}
	return status < 500 && status != http.StatusTooManyRequests && status != http.StatusRequestTimeout
}
