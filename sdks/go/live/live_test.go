//go:build live

package live_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"florin.internal/florin"
)

// A walk through a running Florin. contract/go-sdk.test.ts starts it, and says in the environment where it is.

var ctx = context.Background()

func must[T any](t *testing.T) func(value T, err error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func client(t *testing.T, change ...func(*florin.Config)) *florin.Client {
	t.Helper()
	config := florin.Config{BaseURL: os.Getenv("FLORIN_URL"), SecretKey: os.Getenv("FLORIN_KEY")}
	for _, each := range change {
		each(&config)
	}
	return must[*florin.Client](t)(florin.New(config))
}

func order() string { return fmt.Sprintf("go-%d", time.Now().UnixNano()) }

func paid(t *testing.T, client *florin.Client) *florin.Payment {
	t.Helper()
	return must[*florin.Payment](t)(client.Pay(ctx, florin.OrderToPay{
		OrderID: order(), Amount: 2599, Currency: "USD", PaymentMethod: florin.PaymentMethodToken("tok_visa"),
	}))
}

func TestAPaymentIsMadeAndRefunded(t *testing.T) {
	c := client(t)
	payment := must[*florin.Payment](t)(c.Payments.Create(ctx, florin.PaymentRequest{
		OrderID: order(), Amount: 3_000_000_000, Currency: "USD", Metadata: florin.Metadata{"书": "<1>"},
	}))
	if payment.Status != florin.PaymentStatusCreated || payment.Metadata["书"] != "<1>" || payment.Description != nil {
		t.Fatalf("%+v", payment)
	}
	payment = must[*florin.Payment](t)(c.Payments.Confirm(ctx, payment.ID, florin.Confirmation{
		PaymentMethod: florin.CardMethod{Token: florin.Ptr("tok_visa")},
	}))
	if payment.PaymentMethod.Card == nil || payment.PaymentMethod.Card.Last4 != "4242" || len(payment.Extra) > 0 {
		t.Fatalf("%+v", payment)
	}
	refund := must[*florin.Refund](t)(c.Refunds.Create(ctx, florin.RefundRequest{Payment: payment.ID, Amount: florin.Int(1_000_000_000)}))
	if refund.Status != florin.RefundStatusSucceeded {
		t.Fatal(refund.Status)
	}
	_, err := c.Refunds.Create(ctx, florin.RefundRequest{Payment: payment.ID, Amount: florin.Int(2_500_000_000)})
	var refused *florin.APIError
	if !errors.As(err, &refused) || !errors.Is(err, florin.ProblemCodeRefundExceedsCaptured) || refused.Status != 409 {
		t.Fatal(err)
	}
	if *refused.Problem.AmountRefundable != 2_000_000_000 || !strings.HasPrefix(refused.RequestID, "req_") {
		t.Fatal(refused.Problem, refused.RequestID)
	}
	_, err = c.Pay(ctx, florin.OrderToPay{OrderID: payment.OrderID, Amount: 1, Currency: "USD"})
	if !errors.As(err, &refused) || refused.Problem.Payment.ID != payment.ID {
		t.Fatal(err)
	}
	_, err = c.Pay(ctx, florin.OrderToPay{OrderID: order(), Amount: 100, Currency: "USD", PaymentMethod: florin.PaymentMethodToken("tok_declined")})
	if !errors.As(err, &refused) || refused.Code != florin.ProblemCodePaymentDeclined || refused.Problem.DeclineCode == nil {
		t.Fatal(err)
	}
	_, err = c.Pay(ctx, florin.OrderToPay{OrderID: order(), Amount: 100, Currency: "usd"})
	if !errors.As(err, &refused) || refused.Field != "currency" {
		t.Fatal(err)
	}
	if _, err = c.Payments.Retrieve(ctx, "pay_01h455vb4pex5vsknk084sn02q"); !errors.Is(err, florin.ProblemCodeNotFound) {
		t.Fatal(err)
	}
}

func TestAKeyMakesAPaymentOnce(t *testing.T) {
	c, sent := client(t), florin.OrderToPay{OrderID: order(), Amount: 100, Currency: "USD"}
	first := must[*florin.Payment](t)(c.Pay(ctx, sent, florin.WithIdempotencyKey(sent.OrderID)))
	second := must[*florin.Payment](t)(c.Pay(ctx, sent, florin.WithIdempotencyKey(sent.OrderID)))
	if first.ID != second.ID {
		t.Fatal(first.ID, second.ID)
	}
}

func TestListsAreGoneThrough(t *testing.T) {
	c := client(t)
	last := paid(t, c)
	var made []string
	for count := 0; count < 5; count++ {
		made = append(made, paid(t, c).ID)
	}
	read := func(query *florin.ListPaymentsQuery, until string) string {
		var ids []string
		c.Payments.All(ctx, query)(func(payment florin.Payment, err error) bool {
			if err != nil {
				t.Fatal(err)
			}
			if payment.ID == until {
				return false
			}
			ids = append(ids, payment.ID)
			return true
		})
		return strings.Join(ids, " ")
	}
	if up := read(&florin.ListPaymentsQuery{Limit: florin.Int(2), Before: &last.ID}, ""); up != strings.Join(made, " ") {
		t.Fatal(up, made)
	}
	from := time.Now().Add(-time.Hour).In(time.FixedZone("", 3600))
	down := read(&florin.ListPaymentsQuery{Limit: florin.Int(2), CreatedFrom: &from}, last.ID)
	for left, right := 0, len(made)-1; left < right; left, right = left+1, right-1 {
		made[left], made[right] = made[right], made[left]
	}
	if down != strings.Join(made, " ") {
		t.Fatal(down, made)
	}
	if balances := must[*florin.Page[florin.Balance]](t)(c.Balances.List(ctx)); len(balances.Data) == 0 || balances.HasMore {
		t.Fatal(balances)
	}
	c.Audit.Export(ctx)(func(line string, err error) bool {
		if err != nil || !json.Valid([]byte(line)) {
			t.Fatal(line, err)
		}
		return true
	})
	key := must[*florin.APIKey](t)(c.Keys.Create(ctx, florin.APIKeyRequest{
		Name: "Go", Kind: florin.APIKeyKindSecret, Scopes: []florin.Scope{florin.ScopePaymentsRead},
		ExpiresAt: florin.Ptr(time.Now().Add(time.Hour).In(time.FixedZone("", 3600))),
	}))
	if !strings.HasPrefix(string(*key.Secret), "sk_test_") || key.ExpiresAt.Before(time.Now()) {
		t.Fatal(key)
	}
}

// So many events of a stream.
func follow(t *testing.T, c *florin.Client, from florin.StreamOptions, count int, each func(florin.Event)) {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	c.Events.Stream(limited, from)(func(event florin.Event, err error) bool {
		if err != nil {
			t.Fatal(err)
		}
		count--
		each(event)
		return count > 0
	})
}

func TestTheStreamHasEachEventOnce(t *testing.T) {
	c := client(t)
	before := must[*florin.EventHead](t)(c.Events.Head(ctx))
	from := florin.StreamOptions{Types: []florin.EventType{florin.EventTypePaymentSucceeded}}
	if before.Event != nil {
		from.LastEventID = *before.Event
	}
	made := []string{paid(t, c).ID}
	follow(t, c, from, 2, func(event florin.Event) {
		if event.Payment.ID != made[len(made)-1] {
			t.Fatal(event.Payment.ID, made)
		}
		from.LastEventID = event.ID
		if len(made) == 1 {
			made = append(made, paid(t, c).ID)
		}
	})
	third := paid(t, c)
	follow(t, c, from, 1, func(event florin.Event) {
		if event.Payment.ID != third.ID {
			t.Fatal(event.Payment.ID)
		}
	})
}

func TestADeliveryIsVerified(t *testing.T) {
	own := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	keys := must[*florin.FlorinKeys](t)(florin.NewFlorinKeys(os.Getenv("FLORIN_URL"), nil))
	for _, encrypted := range []bool{false, true} {
		c, events := client(t), make(chan *florin.Event, 1)
		var webhooks *florin.Webhooks
		var address string
		server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
			body, _ := io.ReadAll(request.Body)
			if err := keys.VerifyWebhook(ctx, address, request.Header, body); err != nil {
				t.Error(err)
			}
			if keys.VerifyWebhook(ctx, address+"x", request.Header, body) == nil {
				t.Error("a delivery to another address was accepted")
			}
			request.Body = io.NopCloser(strings.NewReader(string(body)))
			webhooks.Handler(func(_ context.Context, event *florin.Event) error {
				events <- event
				return nil
			}).ServeHTTP(response, request)
		}))
		address = server.URL + "/hook?a=1"
		asked := florin.WebhookEndpointRequest{URL: address, Events: []string{"payment.succeeded"}, HTTPSignatures: florin.Ptr(true)}
		if encrypted {
			x, y := own.X.FillBytes(make([]byte, 32)), own.Y.FillBytes(make([]byte, 32))
			asked.EncryptionKey = map[string]string{"kty": "EC", "crv": "P-256", "x": base64url(x), "y": base64url(y)}
		}
		endpoint := must[*florin.WebhookEndpoint](t)(c.WebhookEndpoints.Create(ctx, asked))
		webhooks = must[*florin.Webhooks](t)(florin.NewWebhooks(florin.WebhooksConfig{
			Secret: string(*endpoint.Secret), DecryptionKeys: []crypto.PrivateKey{own}, OnError: func(err error) { t.Error(err) },
		}))
		payment := paid(t, c)
		if event := <-events; event.Payment == nil || event.Payment.ID != payment.ID {
			t.Error(event)
		}
		if err := c.WebhookEndpoints.Delete(ctx, endpoint.ID); err != nil {
			t.Error(err)
		}
		server.Close()
	}
}

func TestAnAppHasTokensThatAreBoundToItsKey(t *testing.T) {
	c := client(t)
	created := must[*florin.App](t)(c.Apps.Create(ctx, florin.AppRequest{
		Name: "Go", Scopes: []florin.Scope{florin.ScopePaymentsWrite, florin.ScopePaymentsRead}, DPoPBound: florin.Ptr(true),
		RedirectURIs: []string{"https://books.example/back"},
	}))
	config := florin.OAuthConfig{
		BaseURL: os.Getenv("FLORIN_URL"), ClientID: created.ClientID, ClientSecret: string(*created.ClientSecret),
		DPoP: must[*florin.DPoPKey](t)(florin.NewDPoPKey(nil)),
	}
	app := must[*florin.OAuthApp](t)(florin.NewOAuthApp(config))
	byApp := client(t, func(c *florin.Config) {
		c.SecretKey, c.Tokens = "", app.ClientCredentials("payments:write payments:read")
	})
	payment := paid(t, byApp)
	if again := must[*florin.Payment](t)(byApp.Payments.Retrieve(ctx, payment.ID)); again.Status != florin.PaymentStatusSucceeded {
		t.Fatal(again.Status)
	}
	pending := must[*florin.PendingAuthorization](t)(app.BeginAuthorization(ctx, florin.AuthorizationRequest{
		RedirectURI: "https://books.example/back", Scope: "payments:read",
	}))
	back := "https://books.example/back?code=wrong&state=" + pending.State + "&iss=" + url.QueryEscape(os.Getenv("FLORIN_URL"))
	var refused *florin.OAuthError
	if _, err := app.FinishAuthorization(ctx, back, pending); !errors.As(err, &refused) || refused.Code != "invalid_grant" {
		t.Fatal(err)
	}
	config.ClientSecret = "wrong"
	app = must[*florin.OAuthApp](t)(florin.NewOAuthApp(config))
	byApp = client(t, func(c *florin.Config) { c.SecretKey, c.Tokens = "", app.ClientCredentials("payments:read") })
	if _, err := byApp.Payments.Retrieve(ctx, payment.ID); !errors.As(err, &refused) || refused.Code != "invalid_client" {
		t.Fatal(err)
	}
}

func TestSignedRequestsAreTakenAndAnswersAreVerified(t *testing.T) {
	c := client(t)
	own := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	public := must[[]byte](t)(x509.MarshalPKIXPublicKey(own.Public()))
	key := must[*florin.SignatureKey](t)(c.SignatureKeys.Create(ctx, florin.SignatureKeyRequest{
		Name: "Go", PEM: florin.Ptr(string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))),
	}))
	signing := must[*florin.RequestSigning](t)(florin.NewRequestSigning(florin.SigningConfig{
		KeyID: key.ID, Key: own, Answers: must[*florin.FlorinKeys](t)(florin.NewFlorinKeys(os.Getenv("FLORIN_URL"), nil)),
	}))
	signed := client(t, func(c *florin.Config) { c.Signing = signing })
	settings := must[*florin.SignatureSettings](t)(signed.SignatureSettings.Update(ctx, florin.SignatureSettingsChange{
		Mode: florin.SignatureModeRequired,
	}))
	defer func() {
		_, err := signed.SignatureSettings.Update(ctx, florin.SignatureSettingsChange{Mode: florin.SignatureModeOptional})
		if err != nil {
			t.Error(err)
		}
	}()
	if settings.Mode != florin.SignatureModeRequired {
		t.Fatal(settings.Mode)
	}
	payment := must[*florin.Payment](t)(signed.Payments.Create(ctx, florin.PaymentRequest{
		OrderID: order(), Amount: 100, Currency: "USD", PaymentMethod: florin.PaymentMethodToken("tok_visa"),
		Confirm: florin.Ptr(true), Description: florin.Ptr("两本"),
	}))
	must[*florin.Payment](t)(signed.Payments.Retrieve(ctx, payment.ID))
	page := must[*florin.Page[florin.Payment]](t)(signed.Payments.List(ctx, &florin.ListPaymentsQuery{OrderID: &payment.OrderID}))
	if len(page.Data) != 1 || page.Data[0].ID != payment.ID {
		t.Fatal(page.Data)
	}
	before := must[*florin.EventHead](t)(signed.Events.Head(ctx))
	must[*florin.Refund](t)(signed.Refunds.Create(ctx, florin.RefundRequest{Payment: payment.ID}))
	follow(t, signed, florin.StreamOptions{LastEventID: *before.Event}, 1, func(event florin.Event) {
		if event.Refund == nil && event.Payment == nil {
			t.Fatal(event.Type)
		}
	})
	if _, err := c.Payments.Cancel(ctx, payment.ID); !errors.Is(err, florin.ProblemCodeSignatureRequired) {
		t.Fatal(err)
	}
}

func TestACardIsSwappedForAToken(t *testing.T) {
	cards := must[*florin.CardEncryption](t)(florin.NewCardEncryption(florin.CardEncryptionConfig{
		BaseURL: os.Getenv("FLORIN_URL"), Account: os.Getenv("FLORIN_ACCOUNT"),
	}))
	page := client(t, func(c *florin.Config) { c.SecretKey, c.PublishableKey = "", os.Getenv("FLORIN_PUBLISHABLE") })
	card := florin.Card{Number: "4242424242424242", ExpMonth: 12, ExpYear: 2035, CVC: florin.Ptr(florin.Secret("123"))}
	token := must[*florin.Token](t)(cards.Token(ctx, page, card))
	if token.Brand != "visa" || token.Last4 != "4242" {
		t.Fatal(token)
	}
	must[*florin.Payment](t)(client(t).Pay(ctx, florin.OrderToPay{
		OrderID: order(), Amount: 1, Currency: "USD", PaymentMethod: florin.PaymentMethodToken(token.Token),
	}))
}
