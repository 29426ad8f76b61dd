// Package florin is the Go SDK of Florin, the open payment platform: it takes payments, refunds them, and hears of what
// happens. It needs no other package than those of Go.
//
// A POST is never sent without an idempotency key, and keeps it over all its tries: so a payment happens once, whatever becomes
// of the connection. Amounts are whole minor units: 2599 is 25.99 USD.
package florin

// Version is that of this module.
const Version = "0.1.0"
