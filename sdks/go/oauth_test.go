package florin

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Gives tokens, and takes the last one that it gave.
type tokenServer struct {
	mutex  sync.Mutex
	given  int
	kind   string
	loses  int
	forms  []url.Values
	basic  []string
	proofs []string
	// refuses refuses so many proofs, and tells the time.
	refuses int
}

func (s *tokenServer) RoundTrip(request *http.Request) (*http.Response, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch request.URL.Path {
	case "/oauth/token":
		check := request.ParseForm()
		s.forms, s.basic = append(s.forms, request.PostForm), append(s.basic, request.Header.Get("Authorization"))
		if s.loses > 0 {
			s.loses--
			return nil, errDropped
		}
		if s.refuses > 0 {
			s.refuses--
			return answers(400, `{"error":"invalid_dpop_proof"}`, "Date", "Mon, 24 Nov 2025 23:00:00 GMT", "DPoP-Nonce", "n")(request, nil)
		}
		s.given++
		body := `{"access_token":"t%d","token_type":"%s","expires_in":3600,"refresh_token":"r%d"}`
		response, _ := answers(200, fmt.Sprintf(body, s.given, s.kind, s.given))(request, nil)
		return response, check
	case "/oauth/par":
		_ = request.ParseForm()
		s.forms = append(s.forms, request.PostForm)
		return answers(201, `{"request_uri":"urn:1","expires_in":60}`)(request, nil)
	}
	s.proofs = append(s.proofs, request.Header.Get("DPoP"))
	if request.Header.Get("Authorization") != fmt.Sprintf("%s t%d", s.kind, s.given) {
		return answers(401, `{"code":"unauthorized"}`)(request, nil)
	}
	return answers(200, paymentJSON)(request, nil)
}

type oauthTest struct {
	*testing.T
	server *tokenServer
	app    *OAuthApp
	at     time.Time
	waits  []time.Duration
}

func openOAuth(t *testing.T, kind string, key *DPoPKey) *oauthTest {
	o := &oauthTest{T: t, server: &tokenServer{kind: kind}, at: time.Unix(1_900_000_000, 0)}
	app, err := NewOAuthApp(OAuthConfig{
		BaseURL: scriptedURL, ClientID: "app_1", ClientSecret: "s:1", DPoP: key, HTTPClient: &http.Client{Transport: o.server},
	})
	check(t, err)
	app.around.now = func() time.Time { return o.at }
	app.around.sleep = func(_ context.Context, wait time.Duration) error {
		o.waits = append(o.waits, wait)
		return nil
	}
	o.app = app
	return o
}

func (o *oauthTest) client(tokens TokenSource) *Client {
	client, err := New(Config{BaseURL: scriptedURL, Tokens: tokens, HTTPClient: &http.Client{Transport: o.server}})
	check(o.T, err)
	return client
}

func (o *oauthTest) retrieve(tokens TokenSource) error {
	_, err := o.client(tokens).Payments.Retrieve(context.Background(), "pay_1")
	return err
}

func TestATokenIsKeptAsLongAsItLastsAndFetchedAnewWhenItIsRefused(t *testing.T) {
	o := openOAuth(t, "Bearer", nil)
	tokens := o.app.ClientCredentials("payments:read")
	for _, step := range []struct{ moved, given int }{{0, 1}, {3539, 1}, {2, 2}} {
		o.at = o.at.Add(time.Duration(step.moved) * time.Second)
		check(t, o.retrieve(tokens))
		equal(t, o.server.given, step.given)
	}
	equal(t, o.server.forms[0].Encode(), "grant_type=client_credentials&scope=payments%3Aread")
	equal(t, o.server.basic[0], "Basic "+base64.StdEncoding.EncodeToString([]byte("app_1:s%3A1")))
	o.server.given = 5
	check(t, o.retrieve(tokens))
	equal(t, o.server.given, 6)
}

func TestManyCallsAtOnceFetchOneToken(t *testing.T) {
	o := openOAuth(t, "Bearer", nil)
	client := o.client(o.app.ClientCredentials("a"))
	var all sync.WaitGroup
	for count := 0; count < 40; count++ {
		all.Add(1)
		go func() {
			defer all.Done()
			_, err := client.Payments.Retrieve(context.Background(), "pay_1")
			check(t, err)
		}()
	}
	all.Wait()
	equal(t, o.server.given, 1)
}

func TestAProofIsOfThisKeyThisRequestAndThisToken(t *testing.T) {
	key, err := NewDPoPKey(nil)
	check(t, err)
	o := openOAuth(t, "DPoP", key)
	o.server.refuses = 1
	check(t, o.retrieve(o.app.ClientCredentials("a")))
	parts := strings.Split(o.server.proofs[0], ".")
	var header struct{ JWK jwk }
	var told struct {
		Htm, Htu, Ath, Nonce string
		Iat                  int64
	}
	for index, into := range []any{&header, &told} {
		data, err := fromBase64url(parts[index])
		check(t, err)
		check(t, json.Unmarshal(data, into))
	}
	public, err := header.JWK.public()
	check(t, err)
	signature, err := fromBase64url(parts[2])
	check(t, err)
	equal(t, isSigned(public, SignatureAlgorithmEcdsaP256Sha256, []byte(parts[0]+"."+parts[1]), signature), true)
	sum := sha256.Sum256([]byte("t1"))
	equal(t, told.Htm+" "+told.Htu+" "+told.Ath+" "+told.Nonce, "GET "+scriptedURL+"/v1/payments/pay_1 "+toBase64url(sum[:])+" n")
	// The clock of the machine is months ahead, and the server has told the time.
	if early := told.Iat - 1764025200; early < 0 || early > 60 {
		t.Error(told.Iat)
	}
	other, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	check(t, err)
	_, err = NewDPoPKey(other)
	var wrong *InputError
	equal(t, errors.As(err, &wrong), true)
}

func TestAPersonLetsAnAppAct(t *testing.T) {
	ctx := context.Background()
	o := openOAuth(t, "Bearer", nil)
	pending, err := o.app.BeginAuthorization(ctx, AuthorizationRequest{RedirectURI: "https://shop.example/back", Scope: "payments:read"})
	check(t, err)
	equal(t, pending.URL, scriptedURL+"/oauth/authorize?client_id=app_1&request_uri=urn%3A1")
	challenge := sha256.Sum256([]byte(pending.CodeVerifier))
	equal(t, o.server.forms[0].Get("code_challenge"), toBase64url(challenge[:]))
	// What is kept in a session comes back whole.
	kept, err := json.Marshal(pending)
	check(t, err)
	pending = new(PendingAuthorization)
	check(t, json.Unmarshal(kept, pending))
	back := "https://shop.example/back?iss=" + url.QueryEscape(scriptedURL)
	for callback, reason := range map[string]string{
		back + "&code=c&state=x": "state",
		back + "&code=c&state=" + pending.State + "&state=" + pending.State:     "state",
		"https://shop.example/back?code=c&iss=x&state=" + pending.State:         "iss",
		back + "&state=" + pending.State:                                        "code",
		"https://shop.example/back?code=c&state=" + url.QueryEscape("\x00 %zz"): "state",
	} {
		_, err := o.app.FinishAuthorization(ctx, callback, pending)
		equal(t, reasonOf(err), reason)
	}
	_, err = o.app.FinishAuthorization(ctx, back+"&error=access_denied&state="+pending.State, pending)
	var refused *OAuthError
	equal(t, errors.As(err, &refused) && refused.Code == "access_denied", true)
	tokens, err := o.app.FinishAuthorization(ctx, back+"&code=c&state="+pending.State, pending)
	check(t, err)
	equal(t, string(tokens.AccessToken+" "+tokens.RefreshToken), "t1 r1")
	equal(t, tokens.ExpiresAt.Unix(), o.at.Unix()+3600)
	equal(t, o.server.forms[1].Get("code_verifier"), string(pending.CodeVerifier))
}

func TestTokensAreStoredBeforeTheyAreUsed(t *testing.T) {
	o := openOAuth(t, "Bearer", nil)
	o.server.loses = 1
	var stored []string
	failing := false
	tokens, err := o.app.Resume(
		Tokens{AccessToken: "t0", TokenType: "Bearer", RefreshToken: "r0", ExpiresAt: &o.at},
		func(_ context.Context, next Tokens) error {
			equal(t, len(o.server.proofs), 0)
			stored = append(stored, string(next.RefreshToken))
			if failing {
				return errDropped
			}
			return nil
		},
	)
	check(t, err)
	check(t, o.retrieve(tokens))
	equal(t, strings.Join(stored, " "), "r1")
	// The answer to the first was lost, and the server takes the same token again only after a while.
	equal(t, o.server.forms[0].Get("refresh_token")+" "+o.server.forms[1].Get("refresh_token"), "r0 r0")
	equal(t, o.waits[0], takenAgain)
	// What could not be stored is stored before another is asked for: r1 works no more.
	o.at, o.server.proofs, failing = o.at.Add(time.Hour), nil, true
	equal(t, errors.Is(o.retrieve(tokens), errDropped), true)
	failing = false
	check(t, o.retrieve(tokens))
	equal(t, strings.Join(stored, " "), "r1 r2 r2")
	equal(t, len(o.server.forms), 3)
	equal(t, o.server.forms[2].Get("refresh_token"), "r1")
}

func TestWithoutARefreshTokenThePersonHasToBeAsked(t *testing.T) {
	o := openOAuth(t, "Bearer", nil)
	tokens, err := o.app.Resume(Tokens{AccessToken: "t0", ExpiresAt: &o.at}, func(context.Context, Tokens) error { return nil })
	check(t, err)
	var refused *OAuthError
	equal(t, errors.As(o.retrieve(tokens), &refused) && refused.Code == "invalid_grant", true)
	for _, config := range []OAuthConfig{
		{BaseURL: scriptedURL}, {BaseURL: scriptedURL, ClientID: "a b"}, {BaseURL: "pay.example", ClientID: "a"},
		{BaseURL: scriptedURL, ClientID: "a", ClientSecret: "b\n"},
	} {
		_, err := NewOAuthApp(config)
		var wrong *InputError
		equal(t, errors.As(err, &wrong), true)
	}
}
