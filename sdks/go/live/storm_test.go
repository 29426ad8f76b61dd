//go:build live

package live_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"florin.internal/florin"
)

func base64url(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// Pays every order through a bad connection, and writes down with which payment each call ended. contract/go-sdk.test.ts looks at what
// became of them.
func TestEveryOrderIsPaidOnceInAStorm(t *testing.T) {
	count, err := strconv.Atoi(os.Getenv("STORM_ORDERS"))
	if err != nil {
		t.Skip("there is no storm: STORM_ORDERS is not set")
	}
	c := client(t, func(c *florin.Config) {
		c.BaseURL, c.MaxTries, c.Timeout, c.TotalTimeout = os.Getenv("STORM_URL"), 20, 5*time.Second, 5*time.Minute
	})
	ended := make([]string, count)
	free := make(chan struct{}, 20)
	var all sync.WaitGroup
	for number := 0; number < count; number++ {
		all.Add(1)
		go func(number int) {
			defer all.Done()
			free <- struct{}{}
			defer func() { <-free }()
			id := fmt.Sprintf("storm-%d", number)
			payment, err := c.Pay(ctx, florin.OrderToPay{OrderID: id, Amount: 2599, Currency: "USD"})
			if err != nil || payment.OrderID != id || payment.Status != florin.PaymentStatusSucceeded {
				t.Error(id, err)
				return
			}
			ended[number] = payment.ID
		}(number)
	}
	all.Wait()
	data, err := json.Marshal(ended)
	if err == nil {
		err = os.WriteFile(os.Getenv("STORM_ENDED"), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
