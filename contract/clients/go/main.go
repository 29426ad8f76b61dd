// The walk of scenario.ts with a client that openapi-generator has made.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"

	"contract/florin"
)

func main() {
	// The address is the document's own.
	client := florin.NewAPIClient(florin.NewConfiguration())
	ctx := context.WithValue(context.Background(), florin.ContextAccessToken, os.Getenv("FLORIN_KEY"))
	visa := florin.PaymentMethodChoice{String: florin.PtrString("tok_visa")}
	order := florin.PaymentRequest{
		OrderId:       "contract",
		Amount:        3_000_000_000,
		Currency:      "USD",
		PaymentMethod: &visa,
		Confirm:       florin.PtrBool(true),
	}

	paid, _, err := client.PaymentsAPI.CreatePayment(ctx).PaymentRequest(order).IdempotencyKey("go-1").Execute()
	must(err)
	refund := florin.RefundRequest{Payment: paid.Id, Amount: florin.PtrInt64(1_000_000_000)}
	refunded, _, err := client.RefundsAPI.CreateRefund(ctx).RefundRequest(refund).Execute()
	must(err)

	_, again, err := client.PaymentsAPI.CreatePayment(ctx).PaymentRequest(order).Execute()
	orderProblem := problemOf(err)
	refund.Amount = florin.PtrInt64(2_500_000_000)
	_, tooMuch, err := client.RefundsAPI.CreateRefund(ctx).RefundRequest(refund).Execute()
	refundProblem := problemOf(err)

	listed := []int64{}
	request := client.PaymentsAPI.ListPayments(ctx).Limit(1)
	for more := true; more; {
		page, _, err := request.Execute()
		must(err)
		for _, payment := range page.Data {
			listed = append(listed, payment.Amount)
			request = request.After(payment.Id)
		}
		more = page.HasMore
	}
	events, _, err := client.EventsAPI.ListEvents(ctx).Limit(1).Execute()
	must(err)
	last := events.Data[0].RefundEvent

	must(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"paid":     map[string]any{"status": paid.Status, "amount": paid.Amount},
		"refunded": map[string]any{"status": refunded.Status, "amount": refunded.Amount},
		"order_refused": map[string]any{
			"status":            status(again),
			"code":              orderProblem.Code,
			"field":             orderProblem.GetField(),
			"payment":           orderProblem.Payment.Id,
			"amount_refundable": orderProblem.Payment.AmountRefundable,
		},
		"refund_refused": map[string]any{
			"status":            status(tooMuch),
			"code":              refundProblem.Code,
			"amount_refundable": refundProblem.GetAmountRefundable(),
		},
		"listed":     listed,
		"last_event": map[string]any{"type": last.Type, "amount": last.Data.Amount},
	}))
}

func status(answer *http.Response) int { return answer.StatusCode }

func problemOf(err error) florin.Problem {
	var refused *florin.GenericOpenAPIError
	if !errors.As(err, &refused) {
		log.Fatalf("nothing was refused: %v", err)
	}
	problem, ok := refused.Model().(florin.Problem)
	if !ok {
		log.Fatalf("%v: %s", err, refused.Body())
	}
	return problem
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
