import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { holdsCardNumber } from '../kernel/card-number.ts';
import { parseId } from '../kernel/ids.ts';
import { decodeUtf8, parseJson, visitLeaves } from '../kernel/json.ts';
import type { ChannelAnswer, NotFound, Notification } from './channel.ts';
import type { DeclineCode } from './declines.ts';

const Digits = Type.String({ pattern: '^(0|[1-9][0-9]{0,17})$' });
const Received = Type.Optional(Digits);

/**
 * The wire format of channel answers: which members there are, and how they are written. The table is in
 * `docs/channels.md`. The values are checked by `checkedAnswer`, for all channels alike.
 */
const Answer = Type.Union([
  Type.Object({
    kind: Type.Literal('approved'),
    amount: Digits,
    received: Received,
    taken_back: Type.Optional(Digits),
  }),
  Type.Object({
    kind: Type.Literal('declined'),
    decline: Type.Unsafe<DeclineCode>(Type.String()),
  }),
  Type.Object({ kind: Type.Literal('pending') }),
  Type.Object({
    kind: Type.Literal('action'),
    action: Type.Union([
      Type.Object({ type: Type.Literal('redirect'), url: Type.String() }),
      Type.Object({
        type: Type.Literal('qr'),
        code: Type.String(),
        url: Type.String(),
        expires_at: Type.String({ format: 'date-time' }),
      }),
      Type.Object({
        type: Type.Literal('bank_transfer'),
        bank_name: Type.String(),
        account_number: Type.String(),
        reference: Type.String(),
        amount_remaining: Type.Integer(),
        currency: Type.String(),
        sandbox_url: Type.Optional(Type.String()),
      }),
    ]),
    received: Received,
  }),
  Type.Object({ kind: Type.Literal('reversed'), received: Received }),
  Type.Object({ kind: Type.Literal('never_sent') }),
  Type.Object({ kind: Type.Literal('not_found') }),
]);
const answerCheck = Compile(Answer);

const NotificationBody = Type.Object({
  id: Type.String({ pattern: '^[\\x21-\\x7e]{1,255}$' }),
  account: Type.String(),
  reference: Type.String(),
  answer: Answer,
});
const notificationCheck = Compile(NotificationBody);

/** The header that carries a notification's signature: HMAC-SHA256 of the body's bytes, in hex. */
export const SIGNATURE_HEADER = 'florin-signature';

/** Reads an answer from the wire. Throws if it does not follow the protocol. */
export function decodeAnswer(answer: unknown): ChannelAnswer | NotFound {
  if (!answerCheck.Check(answer)) throw new Error('the answer is outside the channel protocol');
  const received =
    'received' in answer && typeof answer.received === 'string' ? { received: BigInt(answer.received) } : {};
  switch (answer.kind) {
    case 'approved': {
      const amount = BigInt(answer.amount);
      if (answer.taken_back === undefined) return { kind: 'approved', amount, ...received };
      return { kind: 'approved', amount, ...received, takenBack: BigInt(answer.taken_back) };
    }
    case 'action':
      return { kind: 'action', action: answer.action, ...received };
    case 'reversed':
      return { kind: 'reversed', ...received };
    case 'declined':
      return { kind: 'declined', decline: answer.decline };
    // A connector may add members of other answers to these. They mean nothing here and must not be read.
    case 'pending':
    case 'never_sent':
    case 'not_found':
      return { kind: answer.kind };
  }
}

/** Writes an answer for the wire: amounts are strings of digits. */
export function encodeAnswer(answer: ChannelAnswer): object {
  const { takenBack, ...rest } = { takenBack: undefined, ...answer };
  return {
    ...rest,
    ...(takenBack === undefined ? {} : { taken_back: String(takenBack) }),
    ...('amount' in answer ? { amount: answer.amount.toString() } : {}),
    ...('received' in answer && answer.received !== undefined
      ? { received: answer.received.toString() }
      : {}),
  };
}

/** The signature of a notification's body. */
export function signatureOf(key: KeyObject, body: Buffer): string {
  return createHmac('sha256', key).update(body).digest('hex');
}

/** A bank's account may be numbered as its cards are. */
const BANK_ACCOUNT = 'answer/action/account_number';

/** Whether there is a card number in a notification, also in a member that means nothing here: it is stored as it came. */
export function holdsCard(body: Buffer): boolean {
  let found = false;
  visitLeaves(parseJson(decodeUtf8(body)), (path, leaf) => {
    found ||= path !== BANK_ACCOUNT && holdsCardNumber(String(leaf));
  });
  return found;
}

/** Reads a notification; null if its signature is wrong or its body does not follow the protocol. */
export function readNotification(
  key: KeyObject,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Notification | null {
  const given = Buffer.from(String(headers[SIGNATURE_HEADER] ?? ''));
  const expected = Buffer.from(signatureOf(key, body));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  try {
    const told: unknown = parseJson(decodeUtf8(body));
    if (!notificationCheck.Check(told)) return null;
    const account = parseId('acct', told.account);
    const attempt = parseId('att', `att_${told.reference}`);
    const answer = decodeAnswer(told.answer);
    if (account === null || attempt === null || answer.kind === 'not_found') return null;
    return { event: told.id, account, reference: told.reference, answer };
  } catch {
    return null;
  }
}
