import { type Currency, currencies, decimalsOf } from '../../../server/src/kernel/money.ts';

type Reason = 'currency_unknown' | 'not_a_decimal' | 'too_many_decimals';

type Parsed = readonly [name: string, text: string, currency: string, minor: string, written: string];
const parsed: readonly Parsed[] = [
  ['two decimals are cents', '25.99', 'USD', '2599', '25.99'],
  ['decimals that are left out are zero', '25', 'USD', '2500', '25.00'],
  ['one decimal is tens of cents', '25.9', 'USD', '2590', '25.90'],
  ['less than one', '0.01', 'EUR', '1', '0.01'],
  ['nothing', '0', 'EUR', '0', '0.00'],
  ['the yen has no decimals', '2599', 'JPY', '2599', '2599'],
  ['the dinar of Kuwait has three', '0.100', 'KWD', '100', '0.100'],
  ['three decimals that are left out are zero', '12', 'KWD', '12000', '12.000'],
  ['the rupiah has two in ISO 4217, whatever a browser shows', '10000', 'IDR', '1000000', '10000.00'],
  ['the forint has two in ISO 4217, too', '1.50', 'HUF', '150', '1.50'],
  ['the unidad de fomento has four', '1.2345', 'CLF', '12345', '1.2345'],
  ['an amount below zero', '-0.05', 'USD', '-5', '-0.05'],
  ['zero has no sign', '-0.00', 'USD', '0', '0.00'],
  ['a number that no double holds is exact', '0.29', 'USD', '29', '0.29'],
  ['another such number', '1.15', 'USD', '115', '1.15'],
  ['the largest amount of the API', '9999999999.99', 'USD', '999999999999', '9999999999.99'],
  ['more than a double holds exactly', '90071992547409.93', 'USD', '9007199254740993', '90071992547409.93'],
  ['more than 64 bits hold', '184467440737095516.16', 'USD', '18446744073709551616', '184467440737095516.16'],
];

type Refused = readonly [name: string, text: string, currency: string, reason: Reason];
const refused: readonly Refused[] = [
  ['three decimals where the currency has two', '25.999', 'USD', 'too_many_decimals'],
  ['a third decimal that is zero', '25.990', 'USD', 'too_many_decimals'],
  ['decimals of the yen', '100.0', 'JPY', 'too_many_decimals'],
  ['four decimals of the dinar', '0.1000', 'KWD', 'too_many_decimals'],
  ['an exponent', '1e3', 'USD', 'not_a_decimal'],
  ['an exponent below zero', '2599E-2', 'USD', 'not_a_decimal'],
  ['white space before', ' 25.99', 'USD', 'not_a_decimal'],
  ['white space behind', '25.99 ', 'USD', 'not_a_decimal'],
  ['a line break behind', '25.99\n', 'USD', 'not_a_decimal'],
  ['white space within', '2 599', 'USD', 'not_a_decimal'],
  ['full-width digits', '２５.９９', 'CNY', 'not_a_decimal'],
  ['digits of Arabic', '٢٥', 'KWD', 'not_a_decimal'],
  ['a comma as the point', '25,99', 'EUR', 'not_a_decimal'],
  ['commas between thousands', '1,000.00', 'USD', 'not_a_decimal'],
  ['an underscore between thousands', '1_000', 'USD', 'not_a_decimal'],
  ['a point without decimals', '25.', 'USD', 'not_a_decimal'],
  ['a point without a whole part', '.99', 'USD', 'not_a_decimal'],
  ['two points', '2.5.9', 'USD', 'not_a_decimal'],
  ['a plus', '+25.99', 'USD', 'not_a_decimal'],
  ['two signs', '--25.99', 'USD', 'not_a_decimal'],
  ['a minus of typography', '−25.99', 'USD', 'not_a_decimal'],
  ['a sign alone', '-', 'USD', 'not_a_decimal'],
  ['a zero in front', '025.99', 'USD', 'not_a_decimal'],
  ['no text', '', 'USD', 'not_a_decimal'],
  ['no number', 'NaN', 'USD', 'not_a_decimal'],
  ['no end', 'Infinity', 'USD', 'not_a_decimal'],
  ['hexadecimal digits', '0x10', 'USD', 'not_a_decimal'],
  ['a sign of the currency', '$25.99', 'USD', 'not_a_decimal'],
  ['gold, which has no minor unit', '1', 'XAU', 'currency_unknown'],
  ['the code for no currency', '1', 'XXX', 'currency_unknown'],
  ['the code for tests', '1', 'XTS', 'currency_unknown'],
  ['a code in lower case', '1', 'usd', 'currency_unknown'],
  ['a code that does not exist', '1', 'ABC', 'currency_unknown'],
  ['a currency that was withdrawn is not taken for new payments', '1', 'BGN', 'currency_unknown'],
];

/** What payments were made in, and are not any more. */
const withdrawn = ['ANG', 'BGN', 'CUC'] as Currency[];
const table = (codes: readonly Currency[]) =>
  Object.fromEntries(codes.map((code) => [code, decimalsOf(code)]));

export function money() {
  return {
    description:
      'Amounts as people write them, and as the API takes them: whole minor units. `minor` is a text, because it may be more than a ' +
      'number of JSON holds. `currencies` has the decimals of each currency of ISO 4217; `withdrawn` ones are only written.',
    currencies: table(currencies),
    withdrawn: table(withdrawn),
    parse: [
      ...parsed.map(([name, text, currency, minor]) => ({ name, text, currency, minor })),
      ...refused.map(([name, text, currency, reason]) => ({ name, text, currency, refused: reason })),
    ],
    format: [
      ...parsed.map(([name, , currency, minor, text]) => ({ name, minor, currency, text })),
      ...[['BGN', '2599', '25.99'] as const].map(([currency, minor, text]) => ({
        ...{ name: 'a currency that was withdrawn is still written', minor, currency, text },
      })),
    ],
  };
}
