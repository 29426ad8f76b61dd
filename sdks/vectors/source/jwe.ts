import { createCipheriv } from 'node:crypto';
import { encryptionKey, signatureKeys } from './keys.ts';
import { bytesOf, encryptedTo } from './oaep.ts';

const KID = 'enckey_01h455vb4pex5vsknk084sn00a';
const CARD =
  '{"account":"acct_01h455vb4pex5vsknk084sn00b","number":"4242424242424242","exp_month":12,"exp_year":2030,"cvc":"123"}';
const EVENT =
  '{"id":"evt_0000000001g7dr6pzf5txx43xw","type":"payment.succeeded","data":{"description":"两本笔记本 ☕"}}';
const HEADER = { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: KID };

type Reason = 'malformed' | 'header_refused' | 'key_unknown' | 'not_opened';
type Parts = readonly [header: string, key: string, nonce: string, ciphertext: string, tag: string];

interface Case {
  readonly name: string;
  readonly content?: string;
  /** A text stands as it is. */
  readonly header?: object | string;
  readonly nonceBytes?: number;
  readonly keyBytes?: 16 | 32;
  readonly way?: 'sha256' | 'sha1' | 'pkcs1';
  readonly toAnother?: true;
  readonly changed?: (parts: Parts) => string;
  readonly refused?: Reason;
}

const joined = (...parts: readonly string[]) => parts.join('.');
/** One bit of the part is another. */
function flipped(part: string): string {
  const bytes = Buffer.from(part, 'base64url');
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
  return bytes.toString('base64url');
}
const cut = (part: string, bytes: number) =>
  Buffer.from(part, 'base64url').subarray(0, -bytes).toString('base64url');

const cases: readonly Case[] = [
  { name: 'a card, as a page encrypts it' },
  {
    name: 'a delivery of a webhook, as Florin encrypts it',
    content: EVENT,
    header: { ...HEADER, cty: 'json' },
  },
  {
    name: 'the members of the header may be in any order, and `typ` may be there',
    header: { typ: 'JOSE', kid: KID, enc: HEADER.enc, alg: HEADER.alg },
  },
  {
    name: 'white space in the header is part of it',
    header: `{ "alg": "RSA-OAEP-256",\r\n "enc": "A256GCM", "kid": "${KID}" }`,
  },
  { name: 'one character is enough', content: '1' },
  {
    name: 'a bit of the ciphertext was changed',
    changed: ([h, k, n, c, t]) => joined(h, k, n, flipped(c), t),
    refused: 'not_opened',
  },
  {
    name: 'a bit of the tag was changed',
    changed: ([h, k, n, c, t]) => joined(h, k, n, c, flipped(t)),
    refused: 'not_opened',
  },
  {
    name: 'a bit of the nonce was changed',
    changed: ([h, k, n, c, t]) => joined(h, k, flipped(n), c, t),
    refused: 'not_opened',
  },
  {
    name: 'a bit of the encrypted key was changed',
    changed: ([h, k, n, c, t]) => joined(h, flipped(k), n, c, t),
    refused: 'not_opened',
  },
  {
    name: 'the header was written anew with another member: it is authenticated too',
    changed: ([, ...rest]) =>
      joined(Buffer.from(JSON.stringify({ ...HEADER, typ: 'JOSE' })).toString('base64url'), ...rest),
    refused: 'not_opened',
  },
  {
    name: 'the ciphertext was cut off',
    changed: ([h, k, n, c, t]) => joined(h, k, n, cut(c, 4), t),
    refused: 'not_opened',
  },
  {
    name: 'the end was cut off',
    changed: ([h, k, n, c, t]) => joined(h, k, n, c, cut(t, 4)),
    refused: 'not_opened',
  },
  {
    name: 'a tag of four bytes is no tag, though its bytes are right',
    changed: ([h, k, n, c, t]) => joined(h, k, n, c, cut(t, 12)),
    refused: 'not_opened',
  },
  {
    name: 'a nonce of sixteen bytes, by which it was really encrypted',
    nonceBytes: 16,
    refused: 'not_opened',
  },
  { name: 'a nonce of eight bytes, by which it was really encrypted', nonceBytes: 8, refused: 'not_opened' },
  {
    name: 'a key of 128 bits in place of 256, by which it was really encrypted',
    keyBytes: 16,
    refused: 'not_opened',
  },
  { name: 'it was encrypted to another key than its `kid` names', toAnother: true, refused: 'not_opened' },
  { name: 'OAEP with SHA-1, though the header says SHA-256', way: 'sha1', refused: 'not_opened' },
  {
    name: 'the algorithm is OAEP with SHA-1',
    header: { ...HEADER, alg: 'RSA-OAEP' },
    way: 'sha1',
    refused: 'header_refused',
  },
  {
    name: 'the algorithm is PKCS #1 v1.5',
    header: { ...HEADER, alg: 'RSA1_5' },
    way: 'pkcs1',
    refused: 'header_refused',
  },
  { name: 'the algorithm is `dir`', header: { ...HEADER, alg: 'dir' }, refused: 'header_refused' },
  { name: 'the algorithm is `none`', header: { ...HEADER, alg: 'none' }, refused: 'header_refused' },
  {
    name: 'the algorithm is a password',
    header: { ...HEADER, alg: 'PBES2-HS256+A128KW', p2c: 1000, p2s: 'AAAA' },
    refused: 'header_refused',
  },
  { name: 'there is no algorithm', header: { enc: HEADER.enc, kid: KID }, refused: 'header_refused' },
  {
    name: 'the content is encrypted by AES-128',
    header: { ...HEADER, enc: 'A128GCM' },
    keyBytes: 16,
    refused: 'header_refused',
  },
  {
    name: 'the content is encrypted by AES-CBC',
    header: { ...HEADER, enc: 'A256CBC-HS512' },
    refused: 'header_refused',
  },
  {
    name: 'the header has a `crit` that nobody knows',
    header: { ...HEADER, crit: ['exp'], exp: 1 },
    refused: 'header_refused',
  },
  { name: 'the header has an empty `crit`', header: { ...HEADER, crit: [] }, refused: 'header_refused' },
  { name: 'the content is said to be packed', header: { ...HEADER, zip: 'DEF' }, refused: 'header_refused' },
  {
    name: 'the header brings a key along',
    header: { ...HEADER, jwk: { kty: 'oct', k: 'AAAA' } },
    refused: 'header_refused',
  },
  {
    name: 'the header names no key',
    header: { alg: HEADER.alg, enc: HEADER.enc },
    refused: 'header_refused',
  },
  {
    name: 'the header names a key that is not known',
    header: { ...HEADER, kid: 'enckey_01h455vb4pex5vsknk084sn00c' },
    refused: 'key_unknown',
  },
  {
    name: 'the header has a member twice',
    header: `{"alg":"RSA-OAEP-256","alg":"dir","enc":"A256GCM","kid":"${KID}"}`,
    refused: 'header_refused',
  },
  { name: 'the header is no JSON', header: 'alg=RSA-OAEP-256', refused: 'malformed' },
  { name: 'the header is a list', header: [HEADER], refused: 'header_refused' },
  { name: 'a part is missing', changed: ([h, k, n, c]) => joined(h, k, n, c), refused: 'malformed' },
  { name: 'there is a part too many', changed: (parts) => joined(...parts, parts[4]), refused: 'malformed' },
  { name: 'a part is empty', changed: ([h, , n, c, t]) => joined(h, '', n, c, t), refused: 'malformed' },
  {
    name: 'a line break stands at the end',
    changed: (parts) => `${joined(...parts)}\n`,
    refused: 'malformed',
  },
  {
    name: 'a space stands within',
    changed: ([h, k, n, c, t]) => joined(h, k, n, `${c.slice(0, 4)} ${c.slice(4)}`, t),
    refused: 'malformed',
  },
  {
    name: 'a part is padded',
    changed: ([h, k, n, c, t]) => joined(h, k, n, c, `${t}==`),
    refused: 'malformed',
  },
  {
    name: 'a part is base64 in place of base64url',
    changed: ([h, k, n, c, t]) => joined(h, `+/${k.slice(2)}`, n, c, t),
    refused: 'malformed',
  },
  {
    name: 'it is JSON in place of the compact form',
    changed: ([h, k, n, c, t]) =>
      JSON.stringify({ protected: h, encrypted_key: k, iv: n, ciphertext: c, tag: t }),
    refused: 'malformed',
  },
  { name: 'there is nothing', changed: () => '', refused: 'malformed' },
];

export function jwe() {
  return {
    description:
      'Texts as JWE in the compact form (RFC 7516, RSA-OAEP-256 with A256GCM), and what is in each, or why it is refused. `key` opens them, ' +
      'and its id is `kid`.',
    kid: KID,
    key: encryptionKey,
    cases: cases.map(made),
  };
}

function made(one: Case) {
  const {
    name,
    content = CARD,
    header = HEADER,
    nonceBytes = 12,
    keyBytes = 32,
    way = 'sha256',
    refused,
  } = one;
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const protectedHeader = Buffer.from(text).toString('base64url');
  const contentKey = bytesOf(`key of: ${name}`, keyBytes);
  const nonce = bytesOf(`nonce of: ${name}`, nonceBytes);
  const cipher = createCipheriv(keyBytes === 32 ? 'aes-256-gcm' : 'aes-128-gcm', contentKey, nonce);
  cipher.setAAD(Buffer.from(protectedHeader));
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  const another = signatureKeys.sigkey_01h455vb4pex5vsknk084sn004;
  const { private_pem } = one.toAnother === true ? another : encryptionKey;
  const key = encryptedTo(private_pem, contentKey, way, `padding of: ${name}`);
  const [k, n, c, t] = [key, nonce, ciphertext, cipher.getAuthTag()].map((part) =>
    part.toString('base64url'),
  );
  const parts = [protectedHeader, k, n, c, t] as unknown as Parts;
  return {
    name,
    jwe: one.changed?.(parts) ?? joined(...parts),
    ...(refused === undefined ? { plaintext: content } : { refused }),
  };
}
