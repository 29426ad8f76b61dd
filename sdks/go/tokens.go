package florin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// TokenSource is where access tokens come from: see OAuthApp. It is used by many goroutines at once.
type TokenSource interface {
	// Authorize gives the fields by which a request is authorized.
	Authorize(ctx context.Context, method, url string) (http.Header, error)
	// Refused hears that a request with this Authorization was answered with 401, so that the next one has another token.
	Refused(authorization string, answer http.Header)
}

const (
	oauthTimeout = 30 * time.Second
	// A token is not used in the last seconds of its life, which a request might outlast; nor in the last tenth of a short one.
	tokenMargin = time.Minute
	// Of a token whose life nobody has told.
	tokenLife = time.Hour
)

// The endpoints of the authorization server, as one app asks them.
type oauthEndpoint struct {
	baseURL, clientID string
	secret            func() string
	dpop              *DPoPKey
	http              *http.Client
}

type tokenAnswer struct {
	AccessToken  string   `json:"access_token"`
	TokenType    string   `json:"token_type"`
	ExpiresIn    *float64 `json:"expires_in"`
	RefreshToken string   `json:"refresh_token"`
	Scope        string   `json:"scope"`
	IDToken      string   `json:"id_token"`
}

func (a tokenAnswer) life() (time.Duration, bool) {
	if a.ExpiresIn == nil {
		return tokenLife, false
	}
	return time.Duration(*a.ExpiresIn * float64(time.Second)), true
}

func (e *oauthEndpoint) token(ctx context.Context, fields url.Values) (tokenAnswer, error) {
	var token tokenAnswer
	body, err := e.post(ctx, "/oauth/token", fields)
	if err != nil {
		return token, err
	}
	if json.Unmarshal(body, &token) != nil || token.AccessToken == "" {
		return token, &ConnectionError{Message: "The authorization server answered without an access token."}
	}
	return token, nil
}

// Sends a form. The error is an *OAuthError where it is refused, and a *ConnectionError where asking again may help.
func (e *oauthEndpoint) post(ctx context.Context, path string, fields url.Values) ([]byte, error) {
	came, refused, err := e.send(ctx, path, fields)
	if err == nil && refused != nil && e.dpop != nil && (refused.Code == "invalid_dpop_proof" || refused.Code == "use_dpop_nonce") {
		// A wrong clock is the usual reason why a proof is refused. The answer has the right one.
		e.dpop.learn(came.header)
		came, refused, err = e.send(ctx, path, fields)
	}
	if err == nil && refused != nil {
		return nil, refused
	}
	return came.body, err
}

func (e *oauthEndpoint) send(ctx context.Context, path string, fields url.Values) (answer, *OAuthError, error) {
	ctx, cancel := context.WithTimeout(ctx, oauthTimeout)
	defer cancel()
	form := url.Values{}
	for name, values := range fields {
		form[name] = values
	}
	if e.secret() == "" {
		form.Set("client_id", e.clientID)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.baseURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, nil, err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if e.secret() != "" {
		// RFC 6749 section 2.3.1 has both written as in a form.
		pair := url.QueryEscape(e.clientID) + ":" + url.QueryEscape(e.secret())
		request.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	}
	if e.dpop != nil {
		proof, err := e.dpop.prove(http.MethodPost, e.baseURL+path, "")
		if err != nil {
			return answer{}, nil, err
		}
		request.Header.Set("DPoP", proof)
	}
	response, err := e.http.Do(request)
	if err != nil {
		lost := lostBy(err, oauthTimeout)
		lost.Message = fmt.Sprintf("The authorization server did not answer: %s.", said(err))
		return answer{}, nil, lost
	}
	defer func() { _ = response.Body.Close() }()
	came, err := readWhole(response)
	if err != nil {
		return answer{}, nil, lostBy(err, oauthTimeout)
	}
	var told map[string]json.RawMessage
	if came.status == http.StatusTooManyRequests || came.status >= 500 || json.Unmarshal(came.body, &told) != nil || told == nil {
		return answer{}, nil, &ConnectionError{
			Message: fmt.Sprintf("The authorization server answered %d without a reason.", came.status),
		}
	}
	if came.status < 300 {
		return came, nil, nil
	}
	return came, oauthRefusal(told, came.status), nil
}

func oauthRefusal(told map[string]json.RawMessage, status int) *OAuthError {
	first := func(usual string, names ...string) string {
		for _, name := range names {
			if text, isText := textOf(told[name]); isText && text != "" {
				return text
			}
		}
		return usual
	}
	return &OAuthError{
		Code:        first("unknown", "error", "code"),
		Description: first("The authorization server refused", "error_description", "detail"),
		Status:      status,
	}
}

type keptToken struct {
	token func() string
	bound bool
	// By the monotonic clock.
	until time.Time
}

// Keeps a token as long as it lasts. Many calls at once ask for one new token together.
type cachedTokens struct {
	endpoint *oauthEndpoint
	renew    func(ctx context.Context) (tokenAnswer, error)
	now      func() time.Time
	turn     turn
	kept     *keptToken
}

func (c *cachedTokens) Authorize(ctx context.Context, method, url string) (http.Header, error) {
	if err := c.turn.take(ctx); err != nil {
		return nil, err
	}
	defer c.turn.give()
	if c.kept == nil || !c.now().Before(c.kept.until) {
		c.kept = nil
		token, err := c.renew(ctx)
		if err != nil {
			return nil, err
		}
		c.keep(token)
	}
	fields := http.Header{}
	if c.endpoint.dpop == nil || !c.kept.bound {
		fields.Set("Authorization", "Bearer "+c.kept.token())
		return fields, nil
	}
	proof, err := c.endpoint.dpop.prove(method, url, c.kept.token())
	fields.Set("Authorization", "DPoP "+c.kept.token())
	fields.Set("DPoP", proof)
	return fields, err
}

// Another call may have a new token already.
func (c *cachedTokens) Refused(authorization string, answer http.Header) {
	if c.endpoint.dpop != nil {
		c.endpoint.dpop.learn(answer)
	}
	if c.turn.take(context.Background()) != nil {
		return
	}
	defer c.turn.give()
	if c.kept != nil && strings.HasSuffix(authorization, " "+c.kept.token()) {
		c.kept = nil
	}
}

func (c *cachedTokens) keep(token tokenAnswer) {
	life, _ := token.life()
	margin := life / 10
	if margin > tokenMargin {
		margin = tokenMargin
	}
	c.kept = &keptToken{kept(token.AccessToken), strings.EqualFold(token.TokenType, "dpop"), c.now().Add(life - margin)}
}
