package florin

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestMoneyIsExact(t *testing.T) {
	var file struct {
		Currencies, Withdrawn map[string]int
		Parse                 []struct{ Name, Text, Currency, Minor, Refused string }
		Format                []struct{ Name, Minor, Currency, Text string }
	}
	vectors(t, "money", &file)
	if !reflect.DeepEqual(file.Currencies, currencies) || !reflect.DeepEqual(file.Withdrawn, withdrawnCurrencies) {
		t.Error("the currencies are others")
	}
	for _, c := range file.Parse {
		t.Run(c.Name, func(t *testing.T) {
			minor, err := ExactMinorUnits(c.Text, c.Currency)
			equal(t, reasonOf(err), c.Refused)
			if c.Refused != "" {
				return
			}
			check(t, err)
			equal(t, minor.String(), c.Minor)
			limited, err := ToMinorUnits(c.Text, c.Currency)
			if len(strings.TrimPrefix(c.Minor, "-")) > 12 {
				equal(t, reasonOf(err), "too_much")
			} else if err != nil || big.NewInt(limited).Cmp(minor) != 0 {
				t.Error(limited, err)
			}
		})
	}
	for _, c := range file.Format {
		t.Run(c.Name, func(t *testing.T) {
			minor, _ := new(big.Int).SetString(c.Minor, 10)
			text, err := FromExactMinorUnits(minor, c.Currency)
			check(t, err)
			equal(t, text, c.Text)
			if minor.IsInt64() {
				text, err = FromMinorUnits(minor.Int64(), c.Currency)
				check(t, err)
				equal(t, text, c.Text)
			}
		})
	}
	if _, err := FromMinorUnits(1, "usd"); reasonOf(err) != "currency_unknown" {
		t.Error(err)
	}
}

func TestIDsAreRead(t *testing.T) {
	var file struct {
		Cases []struct {
			Name, ID, Prefix, UUID, Reason string
			Valid                          bool
			TimeMS                         *int64 `json:"time_ms"`
		}
	}
	vectors(t, "ids", &file)
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			parsed, err := ParseID(c.ID, c.Prefix)
			equal(t, reasonOf(err), c.Reason)
			equal(t, err == nil, c.Valid)
			equal(t, parsed.UUID, c.UUID)
			if !reflect.DeepEqual(parsed.Milliseconds, c.TimeMS) {
				t.Error(parsed.Milliseconds)
			}
			if at, isTime := parsed.Time(); isTime != (c.TimeMS != nil) || (isTime && at.UnixMilli() != *c.TimeMS) {
				t.Error(at)
			}
		})
	}
}

func TestDeliveriesAreVerified(t *testing.T) {
	var file struct {
		Cases []struct {
			Name, Secret, Body, Reason string
			Headers                    map[string]string
			Now, Tolerance             int64
			Accepted                   bool
		}
	}
	vectors(t, "webhooks", &file)
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			webhooks, err := NewWebhooks(WebhooksConfig{Secret: c.Secret})
			if c.Reason == "secret_invalid" {
				var wrong *InputError
				equal(t, errors.As(err, &wrong), true)
				return
			}
			check(t, err)
			tolerance := time.Duration(c.Tolerance) * time.Second
			err = verifyDelivery([]byte(c.Body), headerOf(c.Headers), webhooks.secrets(), time.Unix(c.Now, 0), tolerance)
			equal(t, err == nil, c.Accepted)
			equal(t, reasonOf(err), c.Reason)
		})
	}
}

type jweVectors struct {
	Kid string
	Key struct {
		PEM string          `json:"private_pem"`
		JWK json.RawMessage `json:"private_jwk"`
	}
	Cases []struct{ Name, JWE, Plaintext, Refused string }
}

func TestJWEsAreOpened(t *testing.T) {
	var file jweVectors
	vectors(t, "jwe", &file)
	key, err := ParsePrivateKey([]byte(file.Key.PEM))
	check(t, err)
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			plaintext, err := decryptJWE(c.JWE, []crypto.PrivateKey{key}, file.Kid)
			equal(t, reasonOf(err), c.Refused)
			equal(t, string(plaintext), c.Plaintext)
		})
	}
	var public jwk
	check(t, json.Unmarshal(file.Key.JWK, &public))
	public.Kid = file.Kid
	sealed, err := encryptJWE([]byte("一"), public)
	check(t, err)
	opened, err := decryptJWE(sealed, []crypto.PrivateKey{key}, file.Kid)
	check(t, err)
	equal(t, string(opened), "一")
}

func TestAnswersThatAreNoSuccessAreErrors(t *testing.T) {
	var file struct {
		Now   int64
		Codes []struct {
			Code   string
			Status int
			Repeat bool `json:"may_be_repeated"`
		}
		Cases []struct {
			Name   string
			Answer struct {
				Status  int
				Headers map[string]string
				Body    string
			}
			Error map[string]any
		}
	}
	vectors(t, "problems", &file)
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			err := judge(answer{c.Answer.Status, headerOf(c.Answer.Headers), []byte(c.Answer.Body)}, time.Unix(file.Now, 0)).err
			got := membersOfError(err)
			if !reflect.DeepEqual(got, c.Error) {
				t.Errorf("got %v, want %v", got, c.Error)
			}
		})
	}
	known := map[string]bool{}
	for _, c := range file.Codes {
		known[c.Code] = true
		header := headerOf(map[string]string{"content-type": "application/problem+json"})
		err := judge(answer{c.Status, header, []byte(`{"code":"` + c.Code + `"}`)}, time.Time{}).err
		var refusal *APIError
		if !errors.As(err, &refusal) || !errors.Is(err, ProblemCode(c.Code)) || errors.Is(err, ProblemCode("another")) {
			t.Fatal(c.Code, err)
		}
		equal(t, refusal.MayBeRepeated, c.Repeat)
	}
}

// The members of an error as the vectors have them.
func membersOfError(err error) map[string]any {
	text := func(value string) any {
		if value == "" {
			return nil
		}
		return value
	}
	seconds := func(wait *time.Duration) any {
		if wait == nil {
			return nil
		}
		return wait.Seconds()
	}
	var refusal *APIError
	var strange *AnswerError
	if errors.As(err, &refusal) {
		return map[string]any{
			"status": float64(refusal.Status), "code": string(refusal.Code), "request_id": text(refusal.RequestID),
			"retry_after": seconds(refusal.RetryAfter), "field": text(refusal.Field), "may_be_repeated": refusal.MayBeRepeated,
		}
	}
	if !errors.As(err, &strange) {
		return nil
	}
	return map[string]any{
		"status": float64(strange.Status), "code": nil, "request_id": text(strange.RequestID),
		"retry_after": seconds(strange.RetryAfter), "field": nil, "may_be_repeated": strange.MayBeRepeated,
	}
}

type timedOut struct{}

func (timedOut) Error() string   { return "the time is over" }
func (timedOut) Timeout() bool   { return true }
func (timedOut) Temporary() bool { return true }

func TestCallsAreRepeated(t *testing.T) {
	var file struct {
		Policy map[string]float64
		Cases  []struct {
			Name, Method   string
			IdempotencyKey *string `json:"idempotency_key"`
			MaxTries       int     `json:"max_tries"`
			Exchanges      []struct {
				Does, Body string
				Status     int
				Headers    map[string]string
			}
			Requests int
			Waits    []struct {
				AtLeast float64 `json:"at_least"`
				AtMost  float64 `json:"at_most"`
			}
			Result any
			Error  *struct {
				Kind, Code string
				Status     int
			}
		}
	}
	vectors(t, "retries", &file)
	policy := map[string]float64{
		"max_tries": usualMaxTries, "first_wait": firstWait.Seconds(), "longest_wait": longestWait.Seconds(),
		"longest_retry_after": longestRetryAfter.Seconds(), "jitter_after": jitterAfter.Seconds(),
	}
	if !reflect.DeepEqual(policy, file.Policy) {
		t.Error(policy)
	}
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			var steps []step
			for _, exchange := range c.Exchanges {
				switch exchange.Does {
				case "never_answers":
					steps = append(steps, fails(timedOut{}))
				case "answers":
					var headers []string
					for name, value := range exchange.Headers {
						headers = append(headers, name, value)
					}
					steps = append(steps, func(status int, body string, headers []string, isTyped bool) step {
						answered := answers(status, body, headers...)
						return func(request *http.Request, sent []byte) (*http.Response, error) {
							response, err := answered(request, sent)
							if !isTyped {
								response.Header.Del("Content-Type")
							}
							return response, err
						}
					}(exchange.Status, exchange.Body, headers, exchange.Headers["content-type"] != ""))
				default:
					steps = append(steps, fails(errDropped))
				}
			}
			s := scripted(steps...)
			client := s.client(t, func(config *Config) { config.MaxTries = c.MaxTries })
			// The clock of the vectors: no try and no wait takes time.
			client.transport.around.now = func() time.Time { return time.Unix(1764025200, 0) }
			p := prepared{operation: createPaymentOperation, path: "/v1/payments", body: []byte("{}"), timeout: time.Second}
			if c.IdempotencyKey != nil {
				p.key = *c.IdempotencyKey
			}
			if p.operation.method = c.Method; c.Method == http.MethodGet {
				p.body = nil
			}
			body, err := client.transport.ask(context.Background(), p)
			equal(t, len(s.seen), c.Requests)
			for index, request := range s.seen {
				equal(t, sent(request, "Idempotency-Key"), p.key)
				equal(t, s.bodies[index], string(p.body))
			}
			equal(t, len(s.waits), len(c.Waits))
			for index, wait := range s.waits {
				if wait.Seconds() < c.Waits[index].AtLeast || wait.Seconds() > c.Waits[index].AtMost {
					t.Errorf("waited %s, between %v", wait, c.Waits[index])
				}
			}
			if c.Error == nil {
				check(t, err)
				var result any
				check(t, json.Unmarshal(body, &result))
				if !reflect.DeepEqual(result, c.Result) {
					t.Error(result)
				}
				return
			}
			equal(t, IdempotencyKey(err), p.key)
			if c.Error.Kind == "connection" {
				var connection *ConnectionError
				equal(t, errors.As(err, &connection), true)
				return
			}
			members := membersOfError(err)
			status, _ := members["status"].(float64)
			equal(t, int(status), c.Error.Status)
			code, _ := members["code"].(string)
			equal(t, code, c.Error.Code)
		})
	}
}
