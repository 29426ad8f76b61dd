package florin

import "strings"

// The currencies that payments can be made in, by their decimals (ISO 4217). The vectors have them all.
var currencies = decimalsByCode(map[int]string{
	0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
	2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
		COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
		INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
		MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
		STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
	3: "BHD IQD JOD KWD LYD OMR TND",
	4: "CLF UYW",
})

// No payment can be made in them any more, but earlier ones keep their currency.
var withdrawnCurrencies = decimalsByCode(map[int]string{2: "ANG BGN CUC"})

func decimalsByCode(byDecimals map[int]string) map[string]int {
	codes := map[string]int{}
	for decimals, list := range byDecimals {
		for _, code := range strings.Fields(list) {
			codes[code] = decimals
		}
	}
	return codes
}
