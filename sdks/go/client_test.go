package florin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

var order = PaymentRequest{OrderID: "1", Amount: 1, Currency: "USD"}

func TestWhatAClientIsMadeFromIsRefusedInASentence(t *testing.T) {
	for _, c := range []struct {
		change func(*Config)
		says   string
	}{
		{func(c *Config) { c.BaseURL = "https://pay.example/" }, "slash at its end: write https://pay.example."},
		{func(c *Config) { c.BaseURL = "https://pay.example/v1" }, "has a path: write https://pay.example,"},
		{func(c *Config) { c.BaseURL = "pay.example" }, "no scheme: write https://pay.example,"},
		{func(c *Config) { c.BaseURL = "127.0.0.1:4242" }, "no scheme: write https://127.0.0.1:4242,"},
		{func(c *Config) { c.BaseURL = "ftp://pay.example" }, "no scheme: write https://pay.example,"},
		{func(c *Config) { c.BaseURL = " https://pay.example" }, "white space"},
		{func(c *Config) { c.BaseURL = "https://pay.example?a=1" }, "a query or a fragment"},
		{func(c *Config) { c.BaseURL = "https://sk:x@pay.example" }, "a user or a password"},
		{func(c *Config) { c.BaseURL = "https://" }, "no URL"},
		{func(c *Config) { c.BaseURL = "https://pay.example:port" }, "no URL"},
		{func(c *Config) { c.BaseURL = "" }, "missing"},
		{func(c *Config) { c.SecretKey = "sk_test_a\n" }, "white space around it"},
		{func(c *Config) { c.SecretKey = " sk_test_a" }, "white space around it"},
		{func(c *Config) { c.SecretKey = "" }, "There is no key"},
		{func(c *Config) { c.SecretKey = "pk_test_a" }, "SecretKey is a publishable key"},
		{func(c *Config) { c.SecretKey = "whsec_a" }, "no key of Florin"},
		{func(c *Config) { c.SecretKey, c.PublishableKey = "", "sk_test_a" }, "PublishableKey is a secret key"},
		{func(c *Config) { c.PublishableKey = "pk_test_a" }, "SecretKey and PublishableKey were both handed in"},
		{func(c *Config) { c.SecretKey, c.Environment = "sk_live_a", EnvironmentSandbox }, "wrong environment"},
		{func(c *Config) { c.SecretKey, c.Environment = "sk_test_a", EnvironmentLive }, "wrong environment"},
		{func(c *Config) { c.Environment = "production" }, "Environment must be"},
		{func(c *Config) { c.SecretKey, c.AccessToken = "", "a b" }, "AccessToken is no token"},
		{func(c *Config) { c.Timeout = -1 }, "must not be below 0"},
	} {
		config := Config{BaseURL: scriptedURL, SecretKey: "sk_test_secret"}
		c.change(&config)
		_, err := New(config)
		var wrong *InputError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "sk_test_a") {
			t.Errorf("%v: %v", c.says, err)
		}
	}
}

func TestWhatCannotBeSentIsRefusedBeforeTheNetworkIsAsked(t *testing.T) {
	ctx := context.Background()
	s := scripted(answers(200, paymentJSON))
	client := s.client(t)
	page := s.client(t, func(c *Config) { c.SecretKey, c.PublishableKey = "", "pk_test_a" })
	create := func(body PaymentRequest, options ...RequestOption) error {
		_, err := client.Payments.Create(ctx, body, options...)
		return err
	}
	retrieve := func(id string, options ...RequestOption) error {
		_, err := client.Payments.Retrieve(ctx, id, options...)
		return err
	}
	_, ofPage := page.Payments.Create(ctx, order)
	_, both := client.Payments.List(ctx, &ListPaymentsQuery{After: Ptr("a"), Before: Ptr("b")})
	_, beyond := client.Keys.Create(ctx, APIKeyRequest{ExpiresAt: &time.Time{}})
	itself := map[string]any{}
	itself["me"] = itself
	_, deep := client.SignatureKeys.Create(ctx, SignatureKeyRequest{JWK: itself})
	_, function := client.SignatureKeys.Create(ctx, SignatureKeyRequest{JWK: map[string]any{"a": func() {}}})
	for says, err := range map[string]error{
		"createPayment needs a secret key":            ofPage,
		"amount is 9007199254740992, which is beyond": create(PaymentRequest{Amount: 1 << 53}),
		"order_id is no UTF-8":                        create(PaymentRequest{OrderID: "\xff"}),
		"metadata.a is no UTF-8":                      create(PaymentRequest{Metadata: Metadata{"a": "\xff"}}),
		"key must be 1 to 255":                        create(order, WithIdempotencyKey("a b")),
		"key must be 1 to 255 ":                       create(order, WithIdempotencyKey("")),
		"the timeout":                                 create(order, WithTimeout(-1)),
		"belongs to calls that change":                retrieve("pay_1", WithIdempotencyKey("a")),
		`needs an id, and got ""`:                     retrieve(""),
		`needs an id, and got ".."`:                   retrieve(".."),
		`needs an id, and got "a "`:                   retrieve("a "),
		"After or Before":                             both,
		"expires_at is no time":                       beyond,
		"contains itself":                             deep,
		"jwk.a is a func":                             function,
	} {
		var wrong *InputError
		if !errors.As(err, &wrong) || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(says)) {
			t.Errorf("%s: %v", says, err)
		}
	}
	equal(t, len(s.seen), 0)
	_, err := page.Tokens.Create(ctx, TokenRequest{CardJWE: Ptr("a.b.c.d.e")})
	check(t, err)
}

func TestABodyLeavesOutWhatIsNilAndNothingElse(t *testing.T) {
	ctx := context.Background()
	s := scripted(answers(200, `{"id":"x"}`))
	client := s.client(t)
	at := time.Date(2030, 1, 31, 10, 0, 0, 500, time.FixedZone("", 3600))
	_, err := client.Keys.Create(ctx, APIKeyRequest{Name: "书 <b>", Kind: APIKeyKindSecret, Scopes: []Scope{}, ExpiresAt: &at})
	check(t, err)
	_, err = client.WebhookEndpoints.Update(ctx, "we_1", &WebhookEndpointChange{
		Description: Null[string](), EncryptionKey: Set[any](map[string]any{"kty": "EC"}), HTTPSignatures: Ptr(false),
	})
	check(t, err)
	_, err = client.Payments.Confirm(ctx, "pay_1", Confirmation{PaymentMethod: CardMethod{Card: &Card{Number: "4242", ExpMonth: 1}}})
	check(t, err)
	_, err = client.Payments.Capture(ctx, "pay_1", nil)
	check(t, err)
	_, err = client.Payments.Cancel(ctx, "pay_1/../../keys?x=1#")
	check(t, err)
	_, err = client.WebhookEndpoints.Replay(ctx, "we_1", EventToReplay{Event: "evt_1"})
	check(t, err)
	for index, want := range []string{
		`{"name":"书 <b>","kind":"secret","scopes":[],"expires_at":"2030-01-31T09:00:00.0000005Z"}`,
		`{"description":null,"http_signatures":false,"encryption_key":{"kty":"EC"}}`,
		`{"payment_method":{"type":"card","card":{"number":"4242","exp_month":1,"exp_year":0}}}`,
		"", "", `{"event":"evt_1"}`,
	} {
		equal(t, s.bodies[index], want)
	}
	equal(t, s.seen[4].URL.EscapedPath(), "/v1/payments/pay_1%2F..%2F..%2Fkeys%3Fx=1%23/cancel")
	equal(t, s.seen[4].URL.RawQuery, "")
}

func TestAServerThatIsNoFlorin(t *testing.T) {
	for _, c := range []struct {
		step  step
		says  string
		tries int
	}{
		{answers(200, "<h1>Welcome</h1>", "Content-Type", "text/html"), "is BaseURL Florin's own address", 1},
		{answers(200, ""), "The answer 200 is empty", 4},
		{answers(200, `{"id":`), "no whole JSON", 4},
		{answers(200, `{"amount":"much"}`), "not as this version knows it", 1},
		{answers(302, "", "Location", "https://evil.example/x"), "redirects to https://evil.example", 1},
		{answers(307, "", "Location", "/v2"), "redirects and was not followed", 1},
		{answers(404, "<h1>404</h1>", "Content-Type", "text/html"), "something before it has answered", 1},
		{answers(502, "<h1>502</h1>", "Content-Type", "text/html"), "something before it has answered", 4},
	} {
		s := scripted(c.step)
		_, err := s.client(t).Payments.Create(context.Background(), order)
		var strange *AnswerError
		if !errors.As(err, &strange) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.says, err)
		}
		equal(t, len(s.seen), c.tries)
		for _, request := range s.seen {
			equal(t, request.URL.Host, "pay.example")
			equal(t, sent(request, "Idempotency-Key"), IdempotencyKey(err))
		}
		equal(t, len(IdempotencyKey(err)), 36)
	}
}

func TestARefusalIsFoundByItsCodeAndHasAllThatItBrought(t *testing.T) {
	s := scripted(answers(402, `{"code":"payment_declined","detail":"No.",`+
		`"decline_code":"insufficient_funds","request_id":"req_1","amount_refundable":7}`))
	_, err := s.client(t).Pay(context.Background(), OrderToPay{OrderID: "1", Amount: 1, Currency: "USD"}, WithIdempotencyKey("mine"))
	var refusal *APIError
	if !errors.As(err, &refusal) || !errors.Is(err, ProblemCodePaymentDeclined) || errors.Is(err, ProblemCodeNotFound) {
		t.Fatal(err)
	}
	equal(t, *refusal.Problem.DeclineCode, "insufficient_funds")
	equal(t, *refusal.Problem.AmountRefundable, 7)
	equal(t, err.Error(), "florin: No. (payment_declined, req_1)")
	equal(t, refusal.IdempotencyKey, "mine")
}

func TestWhatALostTryHasDeletedIsDeleted(t *testing.T) {
	gone := answers(404, `{"code":"not_found"}`)
	check(t, scripted(fails(errDropped), gone).client(t).Tokens.Delete(context.Background(), "tok_1"))
	err := scripted(gone).client(t).Tokens.Delete(context.Background(), "tok_1")
	equal(t, errors.Is(err, ProblemCodeNotFound), true)
}

func TestACallEndsWithItsContextAndWithItsTime(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := scripted(func(request *http.Request, _ []byte) (*http.Response, error) {
		cancel()
		return nil, request.Context().Err()
	})
	_, err := s.client(t).Payments.Create(ctx, order)
	equal(t, errors.Is(err, context.Canceled), true)
	equal(t, sent(s.seen[0], "Idempotency-Key"), IdempotencyKey(err))
	equal(t, len(s.seen), 1)

	// Each wait moves the clock of this test.
	s = scripted(fails(errDropped))
	client := s.client(t, func(c *Config) { c.TotalTimeout, c.MaxTries = 10*time.Second, 50 })
	at := time.Unix(0, 0)
	client.transport.around.now = func() time.Time { return at }
	client.transport.around.sleep = func(_ context.Context, wait time.Duration) error {
		at = at.Add(wait)
		return nil
	}
	_, err = client.Payments.Retrieve(context.Background(), "pay_1")
	var connection *ConnectionError
	if !errors.As(err, &connection) || !errors.Is(err, errDropped) || connection.Timeout() || at.After(time.Unix(10, 0)) || len(s.seen) > 6 {
		t.Error(err, at, len(s.seen))
	}
}

func TestNothingThatIsPrintedHasASecret(t *testing.T) {
	var heard []LogEntry
	s := scripted(fails(errDropped), answers(200, paymentJSON, "Request-Id", "req_1"))
	var config Config
	client := s.client(t, func(c *Config) {
		c.OnLog = func(entry LogEntry) { heard = append(heard, entry) }
		config = *c
	})
	_, err := client.Payments.Create(context.Background(), PaymentRequest{OrderID: "order-7", PaymentMethod: PaymentMethodToken("4242424242424242")})
	check(t, err)
	_, err = client.Payments.Retrieve(context.Background(), "pay_secret")
	check(t, err)
	var events []string
	for _, entry := range heard {
		events = append(events, string(entry.Event))
	}
	equal(t, strings.Join(events, " "), "request no_answer retry request answer request answer")
	equal(t, heard[4].Status == 200 && heard[4].RequestID == "req_1" && heard[4].Attempt == 2, true)
	webhooksConfig := WebhooksConfig{Secret: deliverySecret}
	webhooks, err := NewWebhooks(webhooksConfig)
	check(t, err)
	oauth := OAuthConfig{BaseURL: scriptedURL, ClientID: "app_1", ClientSecret: "sk_test_scripted"}
	app, err := NewOAuthApp(oauth)
	check(t, err)
	key, err := NewDPoPKey(nil)
	check(t, err)
	for _, value := range []any{
		struct {
			client   *Client
			webhooks *Webhooks
			app      *OAuthApp
			key      *DPoPKey
		}{client, webhooks, app, key},
		heard, config, &config, client, *client, webhooksConfig, webhooks, oauth, app, app.ClientCredentials("a"),
		Tokens{AccessToken: "sk_test_scripted", RefreshToken: "order-7"}, Card{Number: "4242424242424242"},
		PendingAuthorization{CodeVerifier: "order-7"}, Sandbox{SecretKey: Ptr(Secret("order-7"))},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			told := fmt.Sprintf(verb, value)
			for _, secret := range []string{"sk_test_scripted", "order-7", "4242", "pay_secret", deliverySecret, "116 104 101 32"} {
				if strings.Contains(told, secret) || strings.Contains(told, fmt.Sprintf("%x", secret)) {
					t.Errorf("%s of a %T has %s: %s", verb, value, secret, told)
				}
			}
		}
	}
	equal(t, string(Secret("a")), "a")
}

func TestALogThatFailsFailsNoPayment(t *testing.T) {
	client := scripted(answers(200, paymentJSON)).client(t, func(c *Config) { c.OnLog = func(LogEntry) { panic("mine") } })
	_, err := client.Payments.Create(context.Background(), order)
	check(t, err)
}

func TestARealServerThatAnswersTooLateRedirectsOrDoesNotSpeakTLS(t *testing.T) {
	ended := make(chan struct{})
	var redirected int
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/v1/balances":
			http.Redirect(response, request, "/elsewhere", http.StatusTemporaryRedirect)
		case "/elsewhere":
			redirected++
		default:
			// The answer begins, and never ends.
			response.Header().Set("Content-Type", "application/json")
			_, _ = response.Write([]byte(`{"id":`))
			response.(http.Flusher).Flush()
			<-ended
		}
	}))
	defer server.Close()
	defer close(ended)
	made := func(url string) *Client {
		client, err := New(Config{BaseURL: url, SecretKey: "sk_test_1", MaxTries: 1})
		check(t, err)
		return client
	}
	_, err := made(server.URL).Payments.Create(context.Background(), order, WithTimeout(50*time.Millisecond))
	var connection *ConnectionError
	if !errors.As(err, &connection) || !connection.Timeout() || !strings.Contains(err.Error(), "within 50ms") {
		t.Error(err)
	}
	_, err = made(server.URL).Balances.List(context.Background())
	if err == nil || !strings.Contains(err.Error(), "was not followed") || redirected > 0 {
		t.Error(err)
	}
	_, err = made(strings.Replace(server.URL, "http:", "https:", 1)).Balances.List(context.Background())
	if err == nil || !strings.HasSuffix(err.Error(), "begins with https:// where http:// is right.") {
		t.Error(err)
	}
}
