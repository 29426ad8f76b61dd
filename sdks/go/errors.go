package florin

import (
	"errors"
	"fmt"
	"time"
)

// Sent is what every error of a call has: with what it was sent.
type Sent struct {
	// IdempotencyKey is that of the request, if it had one. Whoever sends the same request again later sends it with this key:
	// then it happens once, also where nobody knows whether it has happened.
	IdempotencyKey string
}

func (s *Sent) sentWith() *Sent { return s }

// IdempotencyKey gives the key that the request of an error was sent with, or nothing: hand it to WithIdempotencyKey to go on.
func IdempotencyKey(err error) string {
	var sent interface{ sentWith() *Sent }
	if errors.As(err, &sent) {
		return sent.sentWith().IdempotencyKey
	}
	return ""
}

// InputError is about what was handed in, and cannot be right. Nothing was sent.
type InputError struct {
	Message string
	// Reason tells the faults of one function apart: see ToMinorUnits and ParseID. Others have none.
	Reason string
}

func (e *InputError) Error() string { return "florin: " + e.Message }

func wrongInput(format string, values ...any) *InputError {
	return &InputError{Message: fmt.Sprintf(format, values...)}
}

func wrongBecause(reason, format string, values ...any) *InputError {
	return &InputError{Message: fmt.Sprintf(format, values...), Reason: reason}
}

// APIError is a refusal of Florin's (RFC 9457). Decide by its code: errors.Is(err, florin.ProblemCodePaymentDeclined).
type APIError struct {
	Sent
	// Status is that of HTTP.
	Status int
	// Code is what to decide by. One that this version does not know comes through as it is.
	Code ProblemCode
	// RequestID is what to tell when you ask about the request.
	RequestID string
	// Field is the field or parameter at fault, if there is one.
	Field string
	// RetryAfter is how long Florin asks to wait; nil if it does not.
	RetryAfter *time.Duration
	// MayBeRepeated says whether the same request may be sent again, with the same idempotency key.
	MayBeRepeated bool
	// Problem has all that came: Payment, DeclineCode, AmountRefundable and so on.
	Problem Problem
}

func (e *APIError) Error() string {
	said := e.Problem.Detail
	if said == "" {
		said = e.Problem.Title
	}
	if said == "" {
		said = "Florin refused"
	}
	id := e.RequestID
	if id == "" {
		id = "no request id"
	}
	return fmt.Sprintf("florin: %s (%s, %s)", said, string(e.Code), id)
}

// Is says whether the refusal has the code.
func (e *APIError) Is(target error) bool {
	code, isCode := target.(ProblemCode)
	return isCode && code == e.Code
}

// Error makes a code something that errors.Is can look for.
func (c ProblemCode) Error() string { return string(c) }

// AnswerError is an answer that is none of Florin's: HTML, nothing, half a JSON, a redirect.
type AnswerError struct {
	Sent
	Message string
	// Status is that of HTTP.
	Status    int
	RequestID string
	// RetryAfter is how long the answer asks to wait; nil if it does not.
	RetryAfter *time.Duration
	// MayBeRepeated says whether the same request may be sent again, with the same idempotency key.
	MayBeRepeated bool
}

func (e *AnswerError) Error() string { return "florin: " + e.Message }

// ConnectionError means that no answer came: nobody knows whether the request was done. Send it again with the same key. It wraps
// the cause, so errors.Is finds context.Canceled in it.
type ConnectionError struct {
	Sent
	Message string
	Err     error
	timeout bool
}

func (e *ConnectionError) Error() string { return "florin: " + e.Message }

// Unwrap gives the cause.
func (e *ConnectionError) Unwrap() error { return e.Err }

// Timeout says whether it was the time that ended it.
func (e *ConnectionError) Timeout() bool { return e.timeout }

// VerificationError means that a delivery or an answer is not signed as it must be. Nothing of it may be trusted.
type VerificationError struct {
	Sent
	Message string
	// Reason says which check failed: too_old, no_signature_fits, digest_mismatch and so on.
	Reason string
}

func (e *VerificationError) Error() string { return "florin: " + e.Message }

func unverified(reason, message string) *VerificationError {
	return &VerificationError{Message: message, Reason: reason}
}

// OAuthError is a refusal of the authorization server (RFC 6749 section 5.2).
type OAuthError struct {
	Sent
	// Code is invalid_grant, invalid_client and so on.
	Code        string
	Description string
	Status      int
}

func (e *OAuthError) Error() string { return fmt.Sprintf("florin: %s (%s)", e.Description, e.Code) }
