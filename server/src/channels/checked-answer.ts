import { holdsCardNumber } from '../kernel/card-number.ts';
import { parseMoment, rfc3339 } from '../kernel/clock.ts';
import { AMOUNT_MAX, parseCurrency } from '../kernel/money.ts';
import { isStorableText } from '../kernel/text.ts';
import { type ChannelAnswer, type NextAction, type NotFound, receivedOf, takenBackOf } from './channel.ts';
import { declines } from './declines.ts';

/** The maximum length of an address. A QR code can hold about 2,300 bytes. */
const ADDRESS_MAX = 2048;
const REASON_MAX = 500;

/**
 * Checks a channel's answer, so that it can be stored, shown and booked. Keeps only the known members, each within its
 * limits, and throws if one is invalid. Every answer and notification of every channel passes here, so that no channel has
 * to check for itself.
 */
export function checkedAnswer(said: ChannelAnswer | NotFound): ChannelAnswer | NotFound {
  switch (said?.kind) {
    case 'approved': {
      const amount = amountOf('amount', said.amount);
      const received = receivedOf(said);
      const takenBack = takenBackOf(said);
      if (amount === 0n) throw new Error('nothing was approved');
      if (received !== null && amountOf('received', received) < amount)
        throw new Error('more was approved than was received');
      if (amountOf('taken_back', takenBack) > amount)
        throw new Error('more was taken back than was approved');
      return said;
    }
    case 'declined':
      if (!Object.hasOwn(declines, said.decline)) throw new Error('the decline code is unknown');
      return said;
    case 'action':
      checkReceipts(said);
      return { ...said, action: actionOf(said.action) };
    case 'reversed':
      checkReceipts(said);
      return said;
    case 'pending':
    case 'never_sent':
    case 'not_found':
      return said;
    case 'unknown':
      return { kind: 'unknown', reason: reasonOf(said.reason) };
    default:
      throw new Error('the kind of answer is unknown');
  }
}

/** The reason of an `unknown`, made safe to store and log. */
export function reasonOf(reason: unknown): string {
  return String(reason).slice(0, REASON_MAX).toWellFormed().replaceAll('\0', '\ufffd');
}

function checkReceipts(said: ChannelAnswer): void {
  const received = receivedOf(said);
  if (received !== null) amountOf('received', received);
}

function amountOf(member: string, amount: bigint): bigint {
  if (typeof amount !== 'bigint' || amount < 0n || amount > AMOUNT_MAX)
    throw new Error(`${member} is not an amount from 0 to ${AMOUNT_MAX}`);
  return amount;
}

function actionOf(action: NextAction): NextAction {
  switch (action?.type) {
    case 'redirect':
      return { type: 'redirect', url: addressOf('url', action.url) };
    case 'qr':
      return {
        type: 'qr',
        code: codeOf(action.code),
        url: addressOf('url', action.url),
        expires_at: timeOf('expires_at', action.expires_at),
      };
    case 'bank_transfer': {
      const { sandbox_url: page, amount_remaining: remaining, currency } = action;
      if (!Number.isSafeInteger(remaining)) throw new Error('amount_remaining is not a whole number');
      amountOf('amount_remaining', BigInt(remaining));
      if (parseCurrency(currency) === null)
        throw new Error('currency is not a code of ISO 4217 for payments');
      return {
        type: 'bank_transfer',
        bank_name: textOf('bank_name', action.bank_name, 200),
        account_number: textOf('account_number', action.account_number, 64),
        reference: textOf('reference', action.reference, 140),
        amount_remaining: remaining,
        currency,
        ...(page === undefined ? {} : { sandbox_url: addressOf('sandbox_url', page) }),
      };
    }
    default:
      throw new Error('the type of action is unknown');
  }
}

/** A line of text to show to the payer. */
function textOf(member: string, text: string, lengthMax: number): string {
  if (typeof text !== 'string' || !isStorableText(text) || /\p{Cc}/u.test(text))
    throw new Error(`${member} is not a line of text`);
  if (text.length === 0 || text.length > lengthMax)
    throw new Error(`${member} is not from 1 to ${lengthMax} characters long`);
  return text;
}

function codeOf(text: string): string {
  const code = textOf('code', text, ADDRESS_MAX);
  if (Buffer.byteLength(code) > ADDRESS_MAX) throw new Error('code is longer than a QR code holds');
  withoutCard('code', code);
  return code;
}

/** An address to which the payer's browser may be sent. */
function addressOf(member: string, text: string): string {
  const address = textOf(member, text, ADDRESS_MAX);
  const protocol = /\s/.test(address) ? null : URL.parse(address)?.protocol;
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new Error(`${member} is not an address that begins with https:// or http://`);
  withoutCard(member, address);
  return address;
}

/** A connector knows the card, and what it answers is stored and shown. */
function withoutCard(member: string, text: string): void {
  if (holdsCardNumber(text)) throw new Error(`${member} holds a card number`);
}

function timeOf(member: string, text: string): string {
  const moment = typeof text === 'string' ? parseMoment(text) : null;
  if (moment === null)
    throw new Error(`${member} is not a time from 2000 to 2100 such as 2030-01-31T09:00:00Z`);
  return rfc3339(moment);
}
