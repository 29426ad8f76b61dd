/** Where a card number does not belong, and in which forms it may come. Each call makes numbers of its own. */
import { madeUpNumber as n } from './card-search.fixture.ts';

/** A card as it would be typed. */
export const card = (number = n(), rest: object = {}) => ({
  number,
  exp_month: 12,
  exp_year: 2080,
  cvc: '739',
  ...rest,
});

type Encrypt = (content: object | string, header?: object) => Promise<string>;

/** Bodies of `POST /v1/tokens` that are wrong: as values, or as texts that are no JSON. */
export const wrongBodies = async (account: string, encrypted: Encrypt): Promise<(object | string)[]> => [
  { card: card(n(), { exp_month: 13 }) },
  { card: card(n(), { exp_year: 2001 }) },
  { card: card(n(), { cvc: n() }) },
  { card: card(n(), { [n()]: 1 }) },
  { card: card(n().replace(/.$/, 'x')) },
  { card: card(n().replace(/.$/, (check) => String((Number(check) + 1) % 10))) },
  { card: card(n().replace(/\d{4}(?=\d)/g, '$& ')), extra: n() },
  { card: n() },
  { card: [card(n())] },
  { card: { ...card(), number: Number(n()) } },
  { card_jwe: n() },
  { card_jwe: card(n()) },
  { card_jwe: await encrypted({ ...card(n()), account: 'acct_another' }) },
  { card_jwe: await encrypted({ account: account, ...card(n(), { exp_month: 0 }) }) },
  { card_jwe: await encrypted(n()) },
  { card_jwe: await encrypted({ account: account, ...card(n()) }, { zip: 'DEF' }) },
  `{"card": {"number": "${n()}", }`,
  `{"card": {"number": ${n()}`,
  `{"card": {"number": "${n()}", "number": "${n()}"}}`,
  `number=${n()}`,
  n(),
];

/** Fields of an order that take no card, with one. */
export const wrongFields = (): object[] => [
  { order_id: n() },
  { description: `card ${n()}` },
  { metadata: { note: n() } },
  { metadata: { [n()]: 'note' } },
  { payment_method: n() },
  { payment_method: { type: 'card', token: n() } },
  { payment_method: { type: 'card', [n()]: 1 } },
  { [n()]: 1 },
  { amount: Number(n()) },
  { currency: n() },
  { return_url: `https://shop.example/${n()}` },
];

/** Header fields with a number. */
export const wrongHeaders = (): Record<string, string>[] => [
  { 'idempotency-key': n() },
  { 'user-agent': n() },
  { 'x-card': n() },
  { authorization: `Bearer ${n()}` },
  { authorization: n() },
  { cookie: `session=${n()}; florin=${n()}` },
  { referer: `https://shop.example/?card=${n()}` },
  { 'content-type': `application/json; charset=${n()}` },
  { 'content-type': `text/${n()}` },
  { 'content-encoding': n() },
  { 'accept-language': n() },
  { 'florin-account': n() },
  { 'accept-signature': `sig=();keyid="${n()}"` },
  { 'signature-input': `sig=();keyid="${n()}"`, signature: 'sig=:AA==:' },
  { 'content-digest': `sha-256=:${n()}:` },
  { dpop: n() },
  { traceparent: n() },
  { 'last-event-id': n() },
  { 'x-request-id': n() },
];

/** Addresses with a number. */
export const wrongPaths = (account: string, page: string): string[] => [
  `/v1/payments?order_id=${n()}`,
  `/v1/payments?${n()}=1`,
  `/v1/payments?after=${n()}`,
  `/v1/payments/${n()}`,
  `/v1/payments/pay_${n()}`,
  `/v1/tokens/${n()}`,
  `/v1/tokens/%3${n()}`,
  `/v1/keys/${n().replace(/\d{4}(?=\d)/g, '$&-')}`,
  `/${n()}`,
  `/docs/${n()}`,
  `/checkout/${account}/${n()}/${n()}`,
  `${page}?card=${n()}`,
  `/login?next=/${n()}`,
  `/oauth/authorize?client_id=${n()}&state=${n()}`,
];

/** What a connector may answer that means no good: it knows the number. */
export const wrongAnswers = (): object[] => [
  { kind: 'declined', decline: n() },
  { kind: 'approved', amount: n() },
  { kind: 'action', action: { type: 'redirect', url: `https://bank.example/?card=${n()}` } },
  {
    kind: 'action',
    action: {
      type: 'qr',
      code: n(),
      url: 'https://bank.example/',
      expires_at: '2030-01-01T00:00:00Z',
    },
  },
  { kind: n() },
  { [n()]: n() },
];
