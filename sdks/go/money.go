package florin

import (
	"math/big"
	"regexp"
	"strings"
)

// The largest amount that Florin takes.
const amountMax = 999_999_999_999

var decimalForm = regexp.MustCompile(`^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$`)

// ToMinorUnits gives the amount in minor units, exactly: of "25.99" USD it is 2599, and of "2599" JPY too. It rounds nothing. The error is
// an *InputError whose Reason is currency_unknown, not_a_decimal, too_many_decimals or too_much.
func ToMinorUnits(amount, currency string) (int64, error) {
	minor, err := ExactMinorUnits(amount, currency)
	if err != nil {
		return 0, err
	}
	if new(big.Int).Abs(minor).Cmp(big.NewInt(amountMax)) > 0 {
		return 0, wrongBecause("too_much", "%s %s is more than Florin takes.", amount, currency)
	}
	return minor.Int64(), nil
}

// ExactMinorUnits is ToMinorUnits without a limit, for sums.
func ExactMinorUnits(amount, currency string) (*big.Int, error) {
	decimals, known := currencies[currency]
	if !known {
		return nil, wrongBecause("currency_unknown", "%q is no currency of ISO 4217 that can be paid in: USD is one.", currency)
	}
	parts := decimalForm.FindStringSubmatch(amount)
	if parts == nil {
		return nil, wrongBecause("not_a_decimal", "The amount %q must be digits with a point before its decimals, and nothing else.", amount)
	}
	whole, fraction := parts[2], parts[3]
	if len(fraction) > decimals {
		return nil, wrongBecause("too_many_decimals", "%s has %d decimals, and %s has more.", currency, decimals, amount)
	}
	minor, _ := new(big.Int).SetString(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10)
	if parts[1] == "-" {
		minor.Neg(minor)
	}
	return minor, nil
}

// FromMinorUnits gives the amount as a decimal text: of 2599 USD it is "25.99". The error is an *InputError.
func FromMinorUnits(amount int64, currency string) (string, error) {
	return FromExactMinorUnits(big.NewInt(amount), currency)
}

// FromExactMinorUnits is FromMinorUnits without a limit, for sums.
func FromExactMinorUnits(amount *big.Int, currency string) (string, error) {
	decimals, known := currencies[currency]
	if !known {
		decimals, known = withdrawnCurrencies[currency]
	}
	if !known {
		return "", wrongBecause("currency_unknown", "%q is no currency of ISO 4217.", currency)
	}
	digits := new(big.Int).Abs(amount).String()
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	at := len(digits) - decimals
	text := digits[:at]
	if decimals > 0 {
		text += "." + digits[at:]
	}
	if amount.Sign() < 0 {
		text = "-" + text
	}
	return text, nil
}
