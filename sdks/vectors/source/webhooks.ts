import { createHmac } from 'node:crypto';

/** 24 November 2025, 23:00 UTC. */
const NOW = 1_764_025_200;
const TOLERANCE = 300;
const secretOf = (text: string) => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`;
const SECRET = secretOf('the secret of an endpoint');
const OLD_SECRET = secretOf('the secret before the rotation');
const OTHER_SECRET = secretOf('the secret of somebody else');
const ID = 'evt_0000000001g7dr6pzf5txx43xw';
const BODY =
  '{"id":"evt_0000000001g7dr6pzf5txx43xw","type":"payment.succeeded","timestamp":"2025-11-24T23:00:00.000Z",' +
  '"data":{"id":"pay_01kavvbgr0e8k8n2m4x6t7w5ya","object":"payment","amount":2599,"currency":"USD","description":"两本笔记本 ☕"}}';

type Reason =
  | 'secret_invalid'
  | 'header_missing'
  | 'timestamp_invalid'
  | 'too_old'
  | 'too_new'
  | 'no_signature_fits';

interface Case {
  readonly name: string;
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly now?: number;
  readonly tolerance?: number;
  readonly refused?: Reason;
}

/** The signature of Standard Webhooks 1.0. */
function v1(secret = SECRET, { id = ID, timestamp = String(NOW), body = BODY } = {}): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

const sent = (signature = v1(), timestamp = String(NOW), id = ID) => ({
  ...{ 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
});
const without = (name: string) =>
  Object.fromEntries(Object.entries(sent()).filter(([header]) => header !== name));
const at = (seconds: number) => sent(v1(SECRET, { timestamp: String(seconds) }), String(seconds));
const empty = '';

const cases: readonly Case[] = [
  { name: 'a delivery as Florin sends it is accepted' },
  { name: 'names of headers may have any case', headers: renamed(sent()) },
  {
    name: 'during a rotation the signature of the new secret stands beside that of the old one: who has the new one accepts',
    headers: sent(`${v1()} ${v1(OLD_SECRET)}`),
  },
  {
    name: 'during a rotation who still has the old secret accepts too',
    secret: OLD_SECRET,
    headers: sent(`${v1()} ${v1(OLD_SECRET)}`),
  },
  {
    name: 'signatures of versions that are not known are passed over, wherever they stand',
    headers: sent(`v1a,${'A'.repeat(86)}== v2,abc ${v1()} v9`),
  },
  { name: 'the secret may be written without its prefix', secret: SECRET.replace('whsec_', '') },
  { name: 'a delivery is accepted that is as old as is tolerated', headers: at(NOW - TOLERANCE) },
  { name: 'a delivery is accepted that is as far ahead as is tolerated', headers: at(NOW + TOLERANCE) },
  { name: 'another tolerance is kept to', headers: at(NOW - 600), tolerance: 600 },
  {
    name: 'an empty body is signed like every other',
    body: empty,
    headers: sent(v1(SECRET, { body: empty })),
  },
  {
    name: 'white space and the order of members are part of the body: it is not read before it is checked',
    body: '{ "b" : 1.0,\n  "a" : "\\u00e9" }\n',
    headers: sent(v1(SECRET, { body: '{ "b" : 1.0,\n  "a" : "\\u00e9" }\n' })),
  },
  {
    name: 'a delivery is refused that is a second too old',
    headers: at(NOW - TOLERANCE - 1),
    refused: 'too_old',
  },
  {
    name: 'a delivery is refused that is a second too far ahead',
    headers: at(NOW + TOLERANCE + 1),
    refused: 'too_new',
  },
  { name: 'a shorter tolerance is kept to', headers: at(NOW - 61), tolerance: 60, refused: 'too_old' },
  {
    name: 'a right signature does not help a delivery that somebody sends again an hour later',
    now: NOW + 3600,
    refused: 'too_old',
  },
  { name: 'the id is missing', headers: without('webhook-id'), refused: 'header_missing' },
  { name: 'the timestamp is missing', headers: without('webhook-timestamp'), refused: 'header_missing' },
  { name: 'the signature is missing', headers: without('webhook-signature'), refused: 'header_missing' },
  { name: 'the signature is empty', headers: sent(''), refused: 'header_missing' },
  {
    name: 'the timestamp is no number',
    headers: sent(v1(SECRET, { timestamp: 'yesterday' }), 'yesterday'),
    refused: 'timestamp_invalid',
  },
  {
    name: 'one letter of the body was changed',
    body: BODY.replace('2599', '2598'),
    refused: 'no_signature_fits',
  },
  { name: 'a line break was added to the body', body: `${BODY}\n`, refused: 'no_signature_fits' },
  {
    name: 'the body was read and written anew',
    body: JSON.stringify(JSON.parse(BODY), null, 1),
    refused: 'no_signature_fits',
  },
  {
    name: 'the id was changed',
    headers: sent(v1(), String(NOW), `${ID.slice(0, -1)}z`),
    refused: 'no_signature_fits',
  },
  { name: 'the timestamp was changed', headers: sent(v1(), String(NOW + 1)), refused: 'no_signature_fits' },
  {
    name: 'it was signed with another secret',
    headers: sent(v1(OTHER_SECRET)),
    refused: 'no_signature_fits',
  },
  {
    name: 'none of two signatures fits',
    headers: sent(`${v1(OTHER_SECRET)} ${v1(OLD_SECRET)}`),
    refused: 'no_signature_fits',
  },
  { name: 'the signature was cut off', headers: sent(v1().slice(0, -6)), refused: 'no_signature_fits' },
  { name: 'the signature is no base64', headers: sent('v1,!!!'), refused: 'no_signature_fits' },
  {
    name: 'the signature has no version',
    headers: sent(v1().slice('v1,'.length)),
    refused: 'no_signature_fits',
  },
  {
    name: 'a right signature under another version proves nothing',
    headers: sent(v1().replace('v1,', 'v1a,')),
    refused: 'no_signature_fits',
  },
  {
    name: 'the signatures are separated by commas in place of spaces',
    headers: sent(`${v1(OLD_SECRET)},${v1()}`),
    refused: 'no_signature_fits',
  },
  {
    name: 'the secret is no base64: whoever set it up is told, nothing is accepted',
    secret: 'whsec_not base64!',
    refused: 'secret_invalid',
  },
  { name: 'the secret is empty: nothing is accepted', secret: 'whsec_', refused: 'secret_invalid' },
];

function renamed(headers: Readonly<Record<string, string>>): Record<string, string> {
  const upper = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [upper(name), value]));
}

export function webhooks() {
  return {
    description:
      'Deliveries of webhooks (Standard Webhooks 1.0), and whether a receiver accepts them. `now` and `tolerance` are seconds.',
    cases: cases.map(({ name, refused, ...differs }) => ({
      name,
      secret: SECRET,
      headers: sent(),
      body: BODY,
      now: NOW,
      tolerance: TOLERANCE,
      ...differs,
      accepted: refused === undefined,
      ...(refused === undefined ? {} : { reason: refused }),
    })),
  };
}
