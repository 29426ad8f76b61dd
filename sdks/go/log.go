package florin

import "time"

// LogEvent is what a LogEntry is about.
type LogEvent string

// What a LogEntry can be about.
const (
	LogRequest  LogEvent = "request"
	LogAnswer   LogEvent = "answer"
	LogNoAnswer LogEvent = "no_answer"
	LogRetry    LogEvent = "retry"
)

// LogEntry is what OnLog hears.
type LogEntry struct {
	Event LogEvent
	// Operation is that of the API's document: createPayment.
	Operation string
	Method    string
	// Path is as the document writes it, with {id} in place of ids.
	Path string
	// Attempt of the first try is 1.
	Attempt int
	// Status and RequestID are those of an answer.
	Status    int
	RequestID string
	// Duration is how long the try took.
	Duration time.Duration
	// Wait is how long the client waits before the next try.
	Wait time.Duration
	// TimedOut says, where no answer came, whether it was the time that ended the try.
	TimedOut bool
}

// A log that fails must not fail a payment.
func (t *transport) log(entry LogEntry) {
	if t.onLog == nil {
		return
	}
	defer func() { _ = recover() }()
	t.onLog(entry)
}
