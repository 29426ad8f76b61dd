package florin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// One at a time. Unlike a mutex, whoever waits goes when their context ends.
type turn chan struct{}

func newTurn() turn { return make(turn, 1) }

func (t turn) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return endedByCaller(ctx)
	}
}

func (t turn) give() { <-t }

const publishedTimeout = 30 * time.Second

// A list of public keys that Florin publishes (RFC 7517), kept for a while. Many calls at once ask once.
type publishedKeys struct {
	url     string
	keptFor time.Duration
	http    *http.Client
	now     func() time.Time
	turn    turn
	keys    []jwk
	readAt  time.Time
}

func newPublishedKeys(baseURL, path string, keptFor time.Duration, client *http.Client) (*publishedKeys, error) {
	checked, err := checkedBaseURL(baseURL)
	if err != nil {
		return nil, err
	}
	return &publishedKeys{
		url: checked + path, keptFor: keptFor, http: withoutRedirects(client), now: time.Now, turn: newTurn(),
	}, nil
}

// The keys. The list is at most so old.
func (p *publishedKeys) list(ctx context.Context, maxAge time.Duration) ([]jwk, error) {
	if err := p.turn.take(ctx); err != nil {
		return nil, err
	}
	defer p.turn.give()
	now := p.now()
	if !p.readAt.IsZero() && now.Sub(p.readAt) < maxAge {
		return p.keys, nil
	}
	keys, err := p.read(ctx)
	if err != nil {
		return nil, err
	}
	p.keys, p.readAt = keys, now
	return keys, nil
}

func (p *publishedKeys) read(ctx context.Context) ([]jwk, error) {
	ctx, cancel := context.WithTimeout(ctx, publishedTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := p.http.Do(request)
	if err != nil {
		return nil, lostBy(err, publishedTimeout)
	}
	defer func() { _ = response.Body.Close() }()
	came, err := readWhole(response)
	if err != nil {
		return nil, lostBy(err, publishedTimeout)
	}
	var list struct {
		Keys []jwk `json:"keys"`
	}
	if came.status != http.StatusOK || json.Unmarshal(came.body, &list) != nil || list.Keys == nil {
		return nil, &AnswerError{
			Message:       fmt.Sprintf("%s has no list of keys: is BaseURL Florin's own address?", p.url),
			Status:        came.status,
			MayBeRepeated: came.status >= 500,
		}
	}
	return list.Keys, nil
}
