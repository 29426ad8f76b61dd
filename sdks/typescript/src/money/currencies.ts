import { InputError } from '../errors.ts';

/** The currencies that payments can be made in, by their decimals (ISO 4217). A test compares them with the server’s. */
const BY_DECIMALS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP
    CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT
    LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR
    RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES
    WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** No payment can be made in them any more, but earlier ones keep their currency. */
const WITHDRAWN: Readonly<Record<string, number>> = { ANG: 2, BGN: 2, CUC: 2 };

const DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.entries(BY_DECIMALS).flatMap(([decimals, codes]) =>
    codes.split(/\s+/).map((code) => [code, Number(decimals)] as const),
  ),
);

/** How many decimals the minor unit of a currency has: USD 2, JPY 0, KWD 3. Throws `InputError` for what is no currency to pay in. */
export function decimalsOf(currency: string): number {
  const decimals = DECIMALS.get(currency);
  if (decimals === undefined)
    throw new InputError(
      `${JSON.stringify(currency)} is no currency to pay in: write an ISO 4217 code in capital letters, such as USD.`,
    );
  return decimals;
}

/** The same, also for currencies that earlier payments were made in. */
export function decimalsEver(currency: string): number {
  return Object.hasOwn(WITHDRAWN, currency) ? (WITHDRAWN[currency] as number) : decimalsOf(currency);
}
