// Package live has the tests with a running Florin: contract/go-sdk.test.ts starts it, and says in the environment where it is.
package live
