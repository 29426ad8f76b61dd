module florin.internal/florin

// What Debian 12 has. Iterators are written as functions, so that Go 1.23 and later range over them.
go 1.19
