package florin

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	firstWait   = 500 * time.Millisecond
	longestWait = 8 * time.Second
	// Whoever is told to wait longer is better told now.
	longestRetryAfter = time.Minute
	// After a wait that was asked for, many clients would come back at once.
	jitterAfter = time.Second
)

// How far a call has come.
type progress struct {
	made, maxTries int
	elapsed, total time.Duration
}

// How long to wait before the next try, and whether there is one. Only what may be repeated comes here. It never waits less than
// Retry-After asks, and not at all where that is more than a minute or than what is left. random is from 0 to 1.
func waitBeforeNext(p progress, retryAfter *time.Duration, random float64) (time.Duration, bool) {
	if p.made >= p.maxTries || (retryAfter != nil && *retryAfter > longestRetryAfter) {
		return 0, false
	}
	wait := backoff(p.made, random)
	if retryAfter != nil {
		wait = *retryAfter + time.Duration(random*float64(jitterAfter))
	}
	return wait, p.elapsed+wait < p.total
}

// Twice as long each time, between half of it and all of it, so that many clients do not come back at once.
func backoff(failures int, random float64) time.Duration {
	longest := math.Min(float64(longestWait), float64(firstWait)*math.Pow(2, float64(failures-1)))
	return time.Duration(longest * (1 - random/2))
}

func mayBeRepeated(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// Reads Retry-After (RFC 9110 section 10.2.3): seconds, or a date, which is compared with the answer's own Date, because our clock may
// be wrong. Nil where it says nothing that can be read.
func retryAfterOf(header http.Header, now time.Time) *time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if isDigits(value, 9) {
		seconds, _ := strconv.Atoi(value)
		return Ptr(time.Duration(seconds) * time.Second)
	}
	at, isTime := httpTime(value)
	if !isTime {
		return nil
	}
	if theirs, isTheirs := httpTime(header.Get("Date")); isTheirs {
		now = theirs
	}
	if wait := at.Sub(now); wait > 0 {
		return &wait
	}
	return Ptr(time.Duration(0))
}

// Without the check of its end, a number that is no number of seconds might be read as a year.
func httpTime(text string) (time.Time, bool) {
	if !strings.HasSuffix(text, " GMT") {
		return time.Time{}, false
	}
	at, err := http.ParseTime(text)
	return at, err == nil
}

func isDigits(text string, longest int) bool {
	return text != "" && len(text) <= longest && strings.Trim(text, "0123456789") == ""
}
