package florin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A refresh token whose answer was lost is taken once more, but not sooner (docs/oauth.md).
const takenAgain = 2500 * time.Millisecond

// OAuthConfig is what an app is made from.
type OAuthConfig struct {
	// BaseURL is where Florin is, which is also the issuer.
	BaseURL string
	// ClientID is app_….
	ClientID string
	// ClientSecret is empty where the program cannot keep one.
	ClientSecret string
	// DPoP binds all tokens to this key. Nil: they are bound to none.
	DPoP *DPoPKey
	// HTTPClient is one of your own.
	HTTPClient *http.Client
}

// Format prints no secret.
func (c OAuthConfig) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "florin.OAuthConfig{BaseURL: %q, ClientID: %q}", c.BaseURL, c.ClientID)
}

// OAuthApp is an app of Florin (docs/oauth.md). What it makes is handed to a client as Tokens.
type OAuthApp struct {
	endpoint *oauthEndpoint
	around   surroundings
}

// NewOAuthApp checks what the app is made from. The error is an *InputError.
func NewOAuthApp(config OAuthConfig) (*OAuthApp, error) {
	baseURL, err := checkedBaseURL(config.BaseURL)
	if err != nil {
		return nil, err
	}
	if config.ClientID == "" || strings.ContainsAny(config.ClientID, " \t\r\n") {
		return nil, wrongInput("ClientID is empty or has white space in it: it is the app_… of your app.")
	}
	if strings.ContainsAny(config.ClientSecret, " \t\r\n") {
		return nil, wrongInput("ClientSecret has white space in it, perhaps a line break from a file: remove it.")
	}
	endpoint := &oauthEndpoint{baseURL, config.ClientID, kept(config.ClientSecret), config.DPoP, withoutRedirects(config.HTTPClient)}
	return &OAuthApp{endpoint, realSurroundings()}, nil
}

// ClientCredentials gives tokens for the app's own account. They are fetched when they are needed, kept while they last, and fetched anew
// when they are refused. Scopes have spaces between them.
func (a *OAuthApp) ClientCredentials(scope string) TokenSource {
	return a.cached(func(ctx context.Context) (tokenAnswer, error) {
		return a.endpoint.token(ctx, url.Values{"grant_type": {"client_credentials"}, "scope": {scope}})
	})
}

func (a *OAuthApp) cached(renew func(ctx context.Context) (tokenAnswer, error)) *cachedTokens {
	return &cachedTokens{endpoint: a.endpoint, renew: renew, now: a.around.now, turn: newTurn()}
}

// AuthorizationRequest is what a person is asked for.
type AuthorizationRequest struct {
	// RedirectURI is, character by character, one of the app's.
	RedirectURI string
	// Scope has scopes with spaces between them.
	Scope string
	// AuthorizationDetails asks for one payment in place of scopes of the API (RFC 9396). It may be nil.
	AuthorizationDetails []any
}

// PendingAuthorization is what to keep in the session of a person until they come back.
type PendingAuthorization struct {
	// URL is where to send the person.
	URL          string `json:"url"`
	State        string `json:"state"`
	CodeVerifier Secret `json:"code_verifier"`
	RedirectURI  string `json:"redirect_uri"`
}

// Tokens is what you keep, and hand in again after a restart. Whoever has it can act for the person: store it as you store secrets.
type Tokens struct {
	AccessToken  Secret `json:"access_token"`
	TokenType    string `json:"token_type"`
	RefreshToken Secret `json:"refresh_token,omitempty"`
	// ExpiresAt is by this machine's clock; nil if nobody has told.
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	Scope     string     `json:"scope,omitempty"`
	IDToken   Secret     `json:"id_token,omitempty"`
}

// BeginAuthorization begins to act for a person: it pushes the request (RFC 9126), with PKCE.
func (a *OAuthApp) BeginAuthorization(ctx context.Context, asked AuthorizationRequest) (*PendingAuthorization, error) {
	var chance [64]byte
	if _, err := rand.Read(chance[:]); err != nil {
		return nil, err
	}
	state, verifier := toBase64url(chance[:32]), toBase64url(chance[32:])
	challenge := sha256.Sum256([]byte(verifier))
	fields := url.Values{
		"response_type": {"code"}, "client_id": {a.endpoint.clientID}, "redirect_uri": {asked.RedirectURI},
		"scope": {asked.Scope}, "state": {state},
		"code_challenge": {toBase64url(challenge[:])}, "code_challenge_method": {"S256"},
	}
	if asked.AuthorizationDetails != nil {
		details, err := encoded(asked.AuthorizationDetails)
		if err != nil {
			return nil, err
		}
		fields.Set("authorization_details", string(details))
	}
	body, err := a.endpoint.post(ctx, "/oauth/par", fields)
	if err != nil {
		return nil, err
	}
	var pushed struct {
		RequestURI string `json:"request_uri"`
	}
	if json.Unmarshal(body, &pushed) != nil || pushed.RequestURI == "" {
		return nil, &ConnectionError{Message: "The authorization server answered without a request_uri."}
	}
	query := url.Values{"client_id": {a.endpoint.clientID}, "request_uri": {pushed.RequestURI}}
	return &PendingAuthorization{
		URL:   a.endpoint.baseURL + "/oauth/authorize?" + query.Encode(),
		State: state, CodeVerifier: Secret(verifier), RedirectURI: asked.RedirectURI,
	}, nil
}

// FinishAuthorization goes on when the person has come back to callbackURL. The error is a *VerificationError where they come from
// somewhere else, and an *OAuthError where they have refused.
func (a *OAuthApp) FinishAuthorization(ctx context.Context, callbackURL string, pending *PendingAuthorization) (*Tokens, error) {
	callback, err := url.Parse(callbackURL)
	if err != nil {
		return nil, unverified("url", "What the person came back to is no URL: begin anew.")
	}
	query := callback.Query()
	given := func(name string) string {
		if len(query[name]) != 1 {
			return ""
		}
		return query[name][0]
	}
	if pending.State == "" || subtle.ConstantTimeCompare([]byte(given("state")), []byte(pending.State)) != 1 {
		return nil, unverified("state", "The state is not the one of this person: begin anew.")
	}
	if given("iss") != a.endpoint.baseURL {
		return nil, unverified("iss", "The answer comes from another authorization server: begin anew.")
	}
	if code := given("error"); code != "" {
		told := given("error_description")
		if told == "" {
			told = "The person did not agree"
		}
		return nil, &OAuthError{Code: code, Description: told, Status: http.StatusFound}
	}
	if given("code") == "" {
		return nil, unverified("code", "The answer has no code: begin anew.")
	}
	token, err := a.endpoint.token(ctx, url.Values{
		"grant_type": {"authorization_code"}, "code": {given("code")},
		"code_verifier": {string(pending.CodeVerifier)}, "redirect_uri": {pending.RedirectURI},
	})
	if err != nil {
		return nil, err
	}
	tokens := a.tokensOf(token, "")
	return &tokens, nil
}

// Resume goes on with tokens that were kept. Each refresh token works once, so onTokens has to store the new ones before it returns;
// only then are they used.
func (a *OAuthApp) Resume(tokens Tokens, onTokens func(ctx context.Context, tokens Tokens) error) (TokenSource, error) {
	if tokens.AccessToken == "" || onTokens == nil {
		return nil, wrongInput("Resume needs what FinishAuthorization gave, and where to store the tokens that come after them.")
	}
	refreshToken := tokens.RefreshToken
	// What was fetched and not stored yet: it is stored before anything else is asked for.
	var unstored *Tokens
	var fetched tokenAnswer
	source := a.cached(nil)
	source.renew = func(ctx context.Context) (tokenAnswer, error) {
		if unstored == nil {
			if refreshToken == "" {
				return fetched, &OAuthError{
					Code:        "invalid_grant",
					Description: "The access token has ended, and there is no refresh token: ask the person again",
					Status:      http.StatusBadRequest,
				}
			}
			token, err := a.refreshed(ctx, string(refreshToken))
			if err != nil {
				return fetched, err
			}
			next := a.tokensOf(token, refreshToken)
			fetched, unstored, refreshToken = token, &next, next.RefreshToken
		}
		if err := onTokens(ctx, *unstored); err != nil {
			return fetched, err
		}
		unstored = nil
		return fetched, nil
	}
	first := tokenAnswer{AccessToken: string(tokens.AccessToken), TokenType: tokens.TokenType}
	if tokens.ExpiresAt != nil {
		left := tokens.ExpiresAt.Sub(a.around.now()).Seconds()
		if left < 0 {
			left = 0
		}
		first.ExpiresIn = &left
	}
	source.keep(first)
	return source, nil
}

func (a *OAuthApp) refreshed(ctx context.Context, refreshToken string) (tokenAnswer, error) {
	fields := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refreshToken}}
	token, err := a.endpoint.token(ctx, fields)
	var connection *ConnectionError
	if !errors.As(err, &connection) || ctx.Err() != nil {
		return token, err
	}
	if a.around.sleep(ctx, takenAgain) != nil {
		return token, endedByCaller(ctx)
	}
	return a.endpoint.token(ctx, fields)
}

func (a *OAuthApp) tokensOf(token tokenAnswer, refreshToken Secret) Tokens {
	tokens := Tokens{
		AccessToken: Secret(token.AccessToken), TokenType: token.TokenType, RefreshToken: Secret(token.RefreshToken),
		Scope: token.Scope, IDToken: Secret(token.IDToken),
	}
	if tokens.RefreshToken == "" {
		tokens.RefreshToken = refreshToken
	}
	if life, told := token.life(); told {
		ends := a.around.now().Add(life).UTC().Round(0)
		tokens.ExpiresAt = &ends
	}
	return tokens
}
