package florin

import (
	"crypto"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestWhoeverIsToldToWaitLongerThanAMinuteIsToldNow(t *testing.T) {
	p := progress{made: 1, maxTries: 4, total: time.Hour}
	for _, c := range []struct {
		retryAfter *time.Duration
		random     float64
		wait       time.Duration
		again      bool
	}{
		{nil, 0, 500 * time.Millisecond, true},
		{nil, 1, 250 * time.Millisecond, true},
		{Ptr(time.Minute), 1, time.Minute + time.Second, true},
		{Ptr(time.Minute + 1), 0, 0, false},
	} {
		wait, again := waitBeforeNext(p, c.retryAfter, c.random)
		equal(t, wait, c.wait)
		equal(t, again, c.again)
	}
	if _, again := waitBeforeNext(progress{made: 1, maxTries: 4, elapsed: time.Hour, total: time.Hour}, nil, 0); again {
		t.Error("a try after the time is over")
	}
	equal(t, backoff(60, 0), longestWait)
}

func TestADateToWaitForIsComparedWithTheServersClock(t *testing.T) {
	header := http.Header{
		"Retry-After": {"Mon, 24 Nov 2025 23:00:07 GMT"}, "Date": {"Mon, 24 Nov 2025 23:00:00 GMT"},
	}
	equal(t, *retryAfterOf(header, time.Unix(0, 0)), 7*time.Second)
	header.Del("Date")
	equal(t, *retryAfterOf(header, time.Unix(1764025208, 0)), 0)
	header.Set("Retry-After", "2030")
	equal(t, *retryAfterOf(header, time.Unix(0, 0)), 2030*time.Second)
}

func TestAJWEWhoseHeaderSaysSomethingTwiceIsRefused(t *testing.T) {
	for header, reason := range map[string]string{
		`{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"a","kid":"b"}`:     "header_refused",
		`{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"b","epk":{}}`:      "header_refused",
		`{"alg":"ECDH-ES","enc":"A256GCM","kid":"b","epk":{"kty":"EC"}}`: "not_opened",
		`{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"b","typ":"a"}`:     "not_opened",
		`[]`: "header_refused",
	} {
		text := strings.Join([]string{toBase64url([]byte(header)), "AA", "AA", "AA", "AA"}, ".")
		_, err := decryptJWE(text, []crypto.PrivateKey{}, "b")
		equal(t, reasonOf(err), reason)
	}
}
