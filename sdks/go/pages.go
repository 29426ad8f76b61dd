package florin

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// Page is a page of a list.
type Page[T any] struct {
	// Data has the newest first.
	Data    []T
	HasMore bool
	// The ids at the edges, from which the list goes on.
	first, last string
	query       url.Values
	ask         func(ctx context.Context, query url.Values) (*Page[T], error)
}

// Next gives the next page in the direction that was asked for, or nil where this was the last one. It goes on from the edge of this
// page, so what is created meanwhile moves nothing.
func (p *Page[T]) Next(ctx context.Context) (*Page[T], error) {
	// An empty page ends the list, also where it says that there is more: there is nothing to go on from.
	if !p.HasMore || len(p.Data) == 0 {
		return nil, nil
	}
	way, edge := "after", p.last
	if p.query.Has("before") {
		way, edge = "before", p.first
	}
	if edge == "" || edge == p.query.Get(way) {
		return nil, &AnswerError{
			Message: "The list does not go on: its last object has no id of its own to go on from.",
			Status:  http.StatusOK,
		}
	}
	query := url.Values{}
	for name, values := range p.query {
		query[name] = values
	}
	query.Set(way, edge)
	return p.ask(ctx, query)
}

// Asks for the first page of a list.
func pageOf[T any](ctx context.Context, t *transport, c call, options []RequestOption) (*Page[T], error) {
	query, err := queryOf(c.query)
	if err != nil {
		return nil, err
	}
	var ask func(ctx context.Context, query url.Values) (*Page[T], error)
	ask = func(ctx context.Context, query url.Values) (*Page[T], error) {
		p, err := t.prepare(c, query, options)
		if err != nil {
			return nil, err
		}
		body, err := t.ask(ctx, p)
		if err != nil {
			return nil, err
		}
		page, err := readPage[T](c.operation, body)
		if err != nil {
			return nil, err
		}
		page.query, page.ask = query, ask
		return page, nil
	}
	return ask(ctx, query)
}

func readPage[T any](o operation, body []byte) (*Page[T], error) {
	var list struct {
		Data    *[]json.RawMessage `json:"data"`
		HasMore bool               `json:"has_more"`
	}
	if err := json.Unmarshal(body, &list); err != nil || list.Data == nil {
		return nil, &AnswerError{Message: "The answer is JSON and no list: is BaseURL Florin's own address?", Status: http.StatusOK}
	}
	page := &Page[T]{Data: make([]T, len(*list.Data)), HasMore: list.HasMore}
	for index, raw := range *list.Data {
		if err := json.Unmarshal(raw, &page.Data[index]); err != nil {
			return nil, notAsKnown(o, "", err)
		}
	}
	if count := len(*list.Data); count > 0 {
		page.first, page.last = memberOf((*list.Data)[0], "id"), memberOf((*list.Data)[count-1], "id")
	}
	return page, nil
}

// Every object of a list, page by page: from new to old, and with Before from old to new, as one reads on.
func allOf[T any](ctx context.Context, t *transport, c call, options []RequestOption) func(yield func(T, error) bool) {
	return func(yield func(T, error) bool) {
		var none T
		page, err := pageOf[T](ctx, t, c, options)
		for ; err == nil && page != nil; page, err = page.Next(ctx) {
			count := len(page.Data)
			for index := range page.Data {
				at := index
				if page.query.Has("before") {
					at = count - 1 - index
				}
				if !yield(page.Data[at], nil) {
					return
				}
			}
		}
		if err != nil {
			yield(none, err)
		}
	}
}
