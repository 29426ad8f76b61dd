package florin

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Environment is where a key belongs.
type Environment string

// The environments that there are.
const (
	EnvironmentSandbox Environment = "sandbox"
	EnvironmentLive    Environment = "live"
)

// Config is what a client is made from. One of SecretKey, PublishableKey, AccessToken and Tokens is needed.
type Config struct {
	// BaseURL is where Florin is: https://pay.example, with neither a path nor a slash at its end.
	BaseURL string
	// SecretKey is sk_test_… or sk_live_….
	SecretKey string
	// PublishableKey is pk_test_… or pk_live_…. It can only swap a card for a token.
	PublishableKey string
	// AccessToken is one that you renew yourself.
	AccessToken string
	// Tokens is where to get access tokens: see OAuthApp.
	Tokens TokenSource
	// Environment is that which the key must belong to.
	Environment Environment
	// HTTPClient is one of your own, for proxies and certificates. Redirects are not followed by it either.
	HTTPClient *http.Client
	// Timeout is how long one try may take: 30 seconds if it is 0.
	Timeout time.Duration
	// TotalTimeout is how long a call may take with all its tries: 90 seconds if it is 0.
	TotalTimeout time.Duration
	// MaxTries is how often a request is sent at most: 4 times if it is 0.
	MaxTries int
	// Signing signs requests and verifies answers: see NewRequestSigning.
	Signing *RequestSigning
	// OnLog hears of every request, answer and repetition. No entry has a secret, an id of an object, or a body.
	OnLog func(LogEntry)
}

// Format prints where the client goes, and no key.
func (c Config) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "florin.Config{BaseURL: %q}", c.BaseURL)
}

// New makes a client. The error is an *InputError with one sentence; nothing is asked yet.
func New(config Config) (*Client, error) {
	t, err := newTransport(config)
	if err != nil {
		return nil, err
	}
	return newClient(t), nil
}

const (
	usualTimeout      = 30 * time.Second
	usualTotalTimeout = 90 * time.Second
	usualMaxTries     = 4
)

func newTransport(config Config) (*transport, error) {
	baseURL, err := checkedBaseURL(config.BaseURL)
	if err != nil {
		return nil, err
	}
	authorized, err := credentialOf(config)
	if err != nil {
		return nil, err
	}
	if config.Timeout < 0 || config.TotalTimeout < 0 || config.MaxTries < 0 {
		return nil, wrongInput("Timeout, TotalTimeout and MaxTries must not be below 0.")
	}
	t := &transport{
		baseURL:      baseURL,
		credential:   authorized,
		http:         withoutRedirects(config.HTTPClient),
		timeout:      config.Timeout,
		totalTimeout: config.TotalTimeout,
		maxTries:     config.MaxTries,
		signing:      config.Signing,
		onLog:        config.OnLog,
		around:       realSurroundings(),
	}
	if t.timeout == 0 {
		t.timeout = usualTimeout
	}
	if t.totalTimeout == 0 {
		t.totalTimeout = usualTotalTimeout
	}
	if t.maxTries == 0 {
		t.maxTries = usualMaxTries
	}
	return t, nil
}

// To follow a redirect would hand the key to another address, and would make a GET of a POST.
func withoutRedirects(given *http.Client) *http.Client {
	own := http.Client{}
	if given != nil {
		own = *given
	} else if usual, isUsual := http.DefaultTransport.(*http.Transport); isUsual {
		own.Transport = usual.Clone()
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

var (
	scheme    = regexp.MustCompile(`(?i)^https?://`)
	anyScheme = regexp.MustCompile(`^.*?:/+`)
	keyForm   = regexp.MustCompile(`^(sk|pk)_(test|live)_[A-Za-z0-9_-]+$`)
	tokenForm = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)
)

func checkedBaseURL(baseURL string) (string, error) {
	if baseURL == "" {
		return "", wrongInput("BaseURL is missing: say where Florin is, as in https://pay.example.")
	}
	if baseURL != strings.TrimSpace(baseURL) {
		return "", wrongInput("BaseURL has white space around it: remove it.")
	}
	if !scheme.MatchString(baseURL) {
		rest := anyScheme.ReplaceAllString(baseURL, "")
		return "", wrongInput("BaseURL has no scheme: write https://%s, or http:// on your own machine.", rest)
	}
	parsed, err := url.Parse(baseURL)
	if err != nil || parsed.Hostname() == "" {
		return "", wrongInput("BaseURL is no URL: write it as in https://pay.example.")
	}
	if parsed.User != nil {
		return "", wrongInput("BaseURL has a user or a password: hand in the key as SecretKey instead.")
	}
	origin := strings.ToLower(parsed.Scheme + "://" + parsed.Host)
	switch {
	case strings.ContainsAny(baseURL, "?#"):
		return "", wrongInput("BaseURL has a query or a fragment: write %s.", origin)
	case parsed.Path == "/":
		return "", wrongInput("BaseURL has a slash at its end: write %s.", origin)
	case parsed.Path != "":
		return "", wrongInput("BaseURL has a path: write %s, as each call adds its own.", origin)
	}
	return origin, nil
}

type credential struct {
	// authorization is that of a key or of a token that somebody else renews.
	authorization func() string
	publishable   bool
	source        TokenSource
}

func credentialOf(config Config) (credential, error) {
	switch config.Environment {
	case "", EnvironmentSandbox, EnvironmentLive:
	default:
		return credential{}, wrongInput("Environment must be EnvironmentSandbox or EnvironmentLive.")
	}
	var given []string
	for _, each := range []struct {
		name string
		set  bool
	}{
		{"SecretKey", config.SecretKey != ""},
		{"PublishableKey", config.PublishableKey != ""},
		{"AccessToken", config.AccessToken != ""},
		{"Tokens", config.Tokens != nil},
	} {
		if each.set {
			given = append(given, each.name)
		}
	}
	if len(given) == 0 {
		return credential{}, wrongInput("There is no key: set SecretKey, AccessToken or Tokens, or PublishableKey for a payer's page. " +
			"If it comes from a variable, see whether that is set.")
	}
	if len(given) > 1 {
		return credential{}, wrongInput("%s were both handed in: choose one.", strings.Join(given, " and "))
	}
	switch given[0] {
	case "SecretKey":
		return keyCredential("SecretKey", config.SecretKey, config.Environment)
	case "PublishableKey":
		return keyCredential("PublishableKey", config.PublishableKey, config.Environment)
	case "AccessToken":
		if !tokenForm.MatchString(config.AccessToken) {
			return credential{}, wrongInput("AccessToken is no token: it has white space or other signs in it.")
		}
		return credential{authorization: kept("Bearer " + config.AccessToken)}, nil
	}
	return credential{source: config.Tokens}, nil
}

func keyCredential(name, key string, environment Environment) (credential, error) {
	if key != strings.TrimSpace(key) {
		return credential{}, wrongInput("%s has white space around it, perhaps a line break from a file: remove it.", name)
	}
	wanted := "sk"
	if name == "PublishableKey" {
		wanted = "pk"
	}
	parts := keyForm.FindStringSubmatch(key)
	switch {
	case parts == nil:
		return credential{}, wrongInput("%s is no key of Florin: one begins with %s_test_ or %s_live_.", name, wanted, wanted)
	case parts[1] != wanted && wanted == "sk":
		return credential{}, wrongInput("SecretKey is a publishable key (pk_…): hand in the secret one (sk_…), on your server alone.")
	case parts[1] != wanted:
		return credential{}, wrongInput("PublishableKey is a secret key (sk_…): it must never reach a payer's page; hand in the pk_… one.")
	case environment != "" && (environment == EnvironmentLive) != (parts[2] == "live"):
		return credential{}, wrongInput("%s is of the wrong environment: %s_%s_… is not for %s.", name, parts[1], parts[2], environment)
	}
	return credential{authorization: kept("Bearer " + key), publishable: wanted == "pk"}, nil
}
