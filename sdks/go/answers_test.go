package florin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestAPaymentKeepsWhatThisVersionDoesNotKnow(t *testing.T) {
	came := `{"id":"pay_1","status":"of_next_year","amount":9007199254740993,` +
		`"payment_method":{"type":"card","token":"tok_visa","brand":"visa","last4":"4242","new":{"a":1}},` +
		`"next_action":{"type":"hologram","z":1},"description":null,"metadata":{},"created_at":"2026-11-24T09:30:00.000Z","of_next_year":[1]}`
	payment, err := scripted(answers(200, came)).client(t).Payments.Retrieve(context.Background(), "pay_1")
	check(t, err)
	equal(t, payment.Status, PaymentStatus("of_next_year"))
	equal(t, payment.Amount, 9007199254740993)
	equal(t, payment.PaymentMethod.Type, PaymentMethodTypeCard)
	equal(t, payment.PaymentMethod.Card.Last4, "4242")
	equal(t, string(payment.PaymentMethod.Card.Extra["new"]), `{"a":1}`)
	equal(t, payment.NextAction.Redirect == nil && payment.NextAction.Type == "hologram", true)
	equal(t, string(payment.NextAction.Raw), `{"type":"hologram","z":1}`)
	equal(t, payment.Description == nil && payment.DeclineCode == nil && payment.CreatedAt.Year() == 2026, true)
	equal(t, string(payment.Extra["of_next_year"]), "[1]")
	// What is written has all that came.
	written, err := json.Marshal(payment)
	check(t, err)
	for _, part := range []string{`"of_next_year":[1]`, `"new":{"a":1}`, `"type":"hologram"`, `"amount":9007199254740993`} {
		if !strings.Contains(string(written), part) {
			t.Error(part, string(written))
		}
	}
	var again Payment
	check(t, json.Unmarshal(written, &again))
	equal(t, again.PaymentMethod.Card.Token, "tok_visa")
}

// A list that grows at its new end while it is read.
type numbers struct {
	newest, oldest, newer int
}

func (n *numbers) step(request *http.Request, sent []byte) (*http.Response, error) {
	query := request.URL.Query()
	limit := 10
	if given := query.Get("limit"); given != "" {
		limit, _ = strconv.Atoi(given)
	}
	from, to := n.newest, n.oldest
	if after := query.Get("after"); after != "" {
		from, _ = strconv.Atoi(strings.TrimPrefix(after, "pay_"))
		from--
	}
	if before := query.Get("before"); before != "" {
		to, _ = strconv.Atoi(strings.TrimPrefix(before, "pay_"))
		to++
		if from > to+limit-1 {
			from = to + limit - 1
		}
	}
	var data []string
	for number := from; number >= to && len(data) < limit; number-- {
		data = append(data, fmt.Sprintf(`{"id":"pay_%d","amount":%d}`, number, number))
	}
	more := from-len(data) >= to
	if query.Has("before") {
		more = n.newest > from
	}
	if n.newer > 0 {
		n.newer--
		n.newest++
	}
	return answers(200, fmt.Sprintf(`{"object":"list","data":[%s],"has_more":%t}`, strings.Join(data, ","), more))(request, sent)
}

func all(t *testing.T, s *script, query *ListPaymentsQuery) ([]int64, error) {
	t.Helper()
	var amounts []int64
	var failed error
	s.client(t).Payments.All(context.Background(), query)(func(payment Payment, err error) bool {
		if failed = err; err == nil {
			amounts = append(amounts, payment.Amount)
		}
		return true
	})
	return amounts, failed
}

func TestAListIsGoneThroughAndWhatIsCreatedMeanwhileMovesNothing(t *testing.T) {
	s := scripted((&numbers{newest: 25, oldest: 1, newer: 3}).step)
	amounts, err := all(t, s, &ListPaymentsQuery{Limit: Int(10)})
	check(t, err)
	for index, amount := range amounts {
		equal(t, amount, int64(25-index))
	}
	equal(t, len(amounts), 25)
	equal(t, len(s.seen), 3)
	equal(t, s.seen[2].URL.RawQuery, "after=pay_6&limit=10")
}

func TestWhatIsNewerIsReadFromOldToNew(t *testing.T) {
	amounts, err := all(t, scripted((&numbers{newest: 25, oldest: 1}).step), &ListPaymentsQuery{Limit: Int(4), Before: Ptr("pay_15")})
	check(t, err)
	for index, amount := range amounts {
		equal(t, amount, int64(16+index))
	}
	equal(t, len(amounts), 10)
}

func TestAListEndsOrSaysThatItDoesNotGoOn(t *testing.T) {
	amounts, err := all(t, scripted(answers(200, `{"data":[],"has_more":true}`)), nil)
	equal(t, len(amounts) == 0 && err == nil, true)
	for body, says := range map[string]string{
		`{"data":[{"id":"x"}],"has_more":true}`: "does not go on",
		`{"data":[{}],"has_more":true}`:         "does not go on",
		`{"object":"payment"}`:                  "no list",
	} {
		if _, err := all(t, scripted(answers(200, body)), nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Error(body, err)
		}
	}
	// Whoever stops early asks for no other page.
	s := scripted((&numbers{newest: 25, oldest: 1}).step)
	s.client(t).Payments.All(context.Background(), nil)(func(Payment, error) bool { return false })
	equal(t, len(s.seen), 1)
	page, err := s.client(t).Payments.List(context.Background(), &ListPaymentsQuery{Status: Ptr(PaymentStatusSucceeded)})
	check(t, err)
	for err == nil && page.HasMore {
		page, err = page.Next(context.Background())
	}
	check(t, err)
	last, err := page.Next(context.Background())
	equal(t, last == nil && err == nil, true)
	equal(t, s.seen[len(s.seen)-1].URL.Query().Get("status"), "succeeded")
}

func TestLinesComeAsTheyAre(t *testing.T) {
	var lines []string
	s := scripted(answers(200, "a\n\nb", "Content-Type", "text/plain"))
	s.client(t).Audit.Export(context.Background())(func(line string, err error) bool {
		check(t, err)
		lines = append(lines, line)
		return true
	})
	equal(t, strings.Join(lines, "|"), "a||b")
	equal(t, sent(s.seen[0], "Accept"), "text/plain")
}
