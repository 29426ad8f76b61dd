package florin

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestMessagesComeInAnyPieces(t *testing.T) {
	lines := []string{
		": hello", "", "retry: 2500", "id: 1", `data: {"a":`, "data:1}", "", "event: x", "data: 一", "", "", "data: cut",
	}
	for _, end := range []string{"\n", "\r\n", "\r"} {
		var retry time.Duration
		text := strings.NewReader(strings.Join(lines, end))
		reader := messageReader{
			lines: bufio.NewReader(iotest.OneByteReader(text)), retry: func(wait time.Duration) { retry = wait }, heard: func() {},
		}
		var read []message
		for {
			next, err := reader.next()
			if err != nil {
				equal(t, err == io.EOF, true)
				break
			}
			read = append(read, next)
		}
		equal(t, len(read), 2)
		equal(t, read[0], message{"1", "{\"a\":\n1}"})
		equal(t, read[1], message{"1", "一"})
		equal(t, retry, 2500*time.Millisecond)
	}
}

// A connection with these events, then what is half, and then an end or a break.
func opens(breaks bool, half string, events ...int) step {
	return func(*http.Request, []byte) (*http.Response, error) {
		text := ": hello\n\n"
		for _, each := range events {
			text += fmt.Sprintf("id: evt_%d\ndata: {\"id\":\"evt_%d\",\"type\":\"of.next_year\"}\n\n", each, each)
		}
		body := io.Reader(strings.NewReader(text + half))
		if breaks {
			body = io.MultiReader(body, iotest.ErrReader(errDropped))
		}
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: io.NopCloser(body)}, nil
	}
}

// The ids of so many events of a stream, and the error that ended it.
func follow(t *testing.T, s *script, count int, from StreamOptions) (string, error) {
	t.Helper()
	var ids []string
	var failed error
	s.client(t).Events.Stream(context.Background(), from)(func(event Event, err error) bool {
		if failed = err; err == nil {
			ids = append(ids, event.ID)
		}
		return len(ids) < count
	})
	return strings.Join(ids, " "), failed
}

func asked(s *script) string {
	var ids []string
	for _, request := range s.seen {
		ids = append(ids, "<"+request.Header.Get("Last-Event-ID")+">")
	}
	return strings.Join(ids, "")
}

func TestAStreamGoesOnBehindTheLastEvent(t *testing.T) {
	s := scripted(
		opens(false, "id: evt_9\ndata: {\"id\":", 1, 2), opens(true, "", 3), fails(errDropped),
		answers(503, `{"code":"overloaded"}`), opens(false, "", 4, 5),
	)
	ids, err := follow(t, s, 5, StreamOptions{LastEventID: "evt_0", Types: []EventType{"a", "b"}})
	check(t, err)
	equal(t, ids, "evt_1 evt_2 evt_3 evt_4 evt_5")
	equal(t, asked(s), "<evt_0><evt_2><evt_3><evt_3><evt_3>")
	equal(t, s.seen[0].URL.RawQuery, "types=a%2Cb")
	equal(t, s.waits[0], time.Second)
}

func TestAStreamBeginsWithTheNextEvent(t *testing.T) {
	s := scripted(answers(200, `{"object":"event_head","event":"evt_7"}`), opens(false, "", 8))
	ids, err := follow(t, s, 1, StreamOptions{})
	check(t, err)
	equal(t, ids, "evt_8")
	equal(t, asked(s), "<><evt_7>")
}

func TestTheFirstEventsOfAnAccountAreNotMissed(t *testing.T) {
	s := scripted(
		answers(200, `{"object":"event_head","event":null}`), answers(200, `{"data":[],"has_more":false}`),
		answers(200, `{"data":[{"id":"evt_3","type":"a"},{"id":"evt_2","type":"b"},{"id":"evt_1","type":"a"}],"has_more":false}`),
		opens(false, "", 5),
	)
	ids, err := follow(t, s, 3, StreamOptions{Types: []EventType{"a"}})
	check(t, err)
	equal(t, ids, "evt_1 evt_3 evt_5")
	equal(t, asked(s), "<><><><evt_3>")
}

func TestARefusalOrAContextEndsAStream(t *testing.T) {
	_, err := follow(t, scripted(answers(401, `{"code":"unauthorized"}`)), 1, StreamOptions{LastEventID: "evt_0"})
	equal(t, errors.Is(err, ProblemCode("unauthorized")), true)
	page := answers(200, "data: <h1>\n\n", "Content-Type", "text/html")
	_, err = follow(t, scripted(page), 1, StreamOptions{LastEventID: "evt_0"})
	if err == nil || !strings.Contains(err.Error(), "no event") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	calls := 0
	scripted(opens(false, "", 1, 2)).client(t).Events.Stream(ctx, StreamOptions{LastEventID: "evt_0"})(func(event Event, err error) bool {
		calls++
		if cancel(); calls == 2 && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		return true
	})
	equal(t, calls, 2)
}

func TestAnEventThatWasNotHandledComesAgain(t *testing.T) {
	s := scripted(opens(false, "", 1, 2))
	client := s.client(t)
	func() {
		defer func() { _ = recover() }()
		client.Events.Stream(context.Background(), StreamOptions{LastEventID: "evt_0"})(func(Event, error) bool { panic("mine") })
	}()
	equal(t, asked(s), "<evt_0>")
}
