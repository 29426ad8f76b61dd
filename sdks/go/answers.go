package florin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"time"
	"unicode/utf8"
)

// An answer that came whole, or as much of it as came.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// What an answer means: its JSON, or the error that the caller gets if this was the last try.
type judgment struct {
	body       []byte
	err        error
	code       ProblemCode
	retryAfter *time.Duration
	repeat     bool
}

var jsonType = regexp.MustCompile(`(?i)^application/([\w.-]+\+)?json\b`)

func judge(a answer, now time.Time) judgment {
	if a.status == http.StatusNoContent {
		return judgment{}
	}
	inJSON := jsonType.MatchString(a.header.Get("Content-Type"))
	whole := inJSON && json.Valid(a.body) && utf8.Valid(a.body)
	success := a.status >= 200 && a.status < 300
	if success && whole {
		return judgment{body: a.body}
	}
	cutOff := !isRedirect(a.status) && ((inJSON && !whole) || (success && len(a.body) == 0))
	var members map[string]json.RawMessage
	if whole {
		_ = json.Unmarshal(a.body, &members)
	}
	code, hasCode := textOf(members["code"])
	id, hasID := textOf(members["request_id"])
	if !hasID {
		id = a.header.Get("Request-Id")
	}
	j := judgment{
		code:       ProblemCode(code),
		retryAfter: retryAfterOf(a.header, now),
		repeat:     cutOff || mayBeRepeated(a.status) || ProblemCode(code) == ProblemCodeIdempotencyInProgress,
	}
	if !hasCode {
		j.err = &AnswerError{
			Message: whatCame(a, cutOff), Status: a.status, RequestID: id, RetryAfter: j.retryAfter, MayBeRepeated: j.repeat,
		}
		return j
	}
	field, _ := textOf(members["field"])
	refusal := &APIError{
		Status: a.status, Code: j.code, RequestID: id, Field: field, RetryAfter: j.retryAfter, MayBeRepeated: j.repeat,
	}
	// What stands before Florin may write a member in another way. The rest of them is read.
	_ = json.Unmarshal(a.body, &refusal.Problem)
	j.err = refusal
	return j
}

func textOf(raw json.RawMessage) (string, bool) {
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	var text string
	err := json.Unmarshal(raw, &text)
	return text, err == nil
}

func isRedirect(status int) bool { return status >= 300 && status < 400 }

func whatCame(a answer, cutOff bool) string {
	success := a.status < 300
	switch {
	case isRedirect(a.status):
		where := ""
		if to, err := url.Parse(a.header.Get("Location")); err == nil && to.Host != "" {
			where = fmt.Sprintf(" to %s://%s", to.Scheme, to.Host)
		}
		return fmt.Sprintf("The server redirects%s and was not followed: set BaseURL to Florin's own address.", where)
	case success && len(a.body) == 0:
		return fmt.Sprintf("The answer %d is empty: it was cut off on its way.", a.status)
	case success && cutOff:
		return fmt.Sprintf("The answer %d is no whole JSON: it was cut off on its way.", a.status)
	case success:
		kind := a.header.Get("Content-Type")
		if kind == "" {
			kind = "of no type"
		}
		return fmt.Sprintf("The answer %d is %s and not JSON: is BaseURL Florin's own address?", a.status, kind)
	}
	return fmt.Sprintf("The answer is %d without a reason of Florin's: something before it has answered.", a.status)
}
