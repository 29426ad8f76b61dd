import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChannelAnswer, NotFound } from './channel.ts';
import { checkedAnswer, reasonOf } from './checked-answer.ts';

const qr = { type: 'qr', code: '二维码', url: 'https://w.example/1', expires_at: '2026-11-24T10:00:00Z' };
const bank = {
  type: 'bank_transfer',
  bank_name: '银行',
  account_number: '1',
  reference: 'FLN-1',
  amount_remaining: 0,
  currency: 'KWD',
};
const act = (action: unknown) => ({ kind: 'action', action });
const redirect = (url: unknown) => act({ type: 'redirect', url });

describe('what a channel says', () => {
  it('is kept with its known members only', () => {
    const said = [
      { kind: 'approved', amount: 999_999_999_999n, received: 999_999_999_999n, takenBack: 1n },
      { kind: 'declined', decline: 'never_sent' },
      { kind: 'reversed', received: 0n },
      { kind: 'unknown', reason: 'down' },
      { ...act(bank), received: 5n },
      redirect('HTTP://bank.example/?a=b#c'),
    ];
    for (const answer of said) assert.deepEqual(checkedAnswer(answer as ChannelAnswer), answer);
    assert.deepEqual(checkedAnswer(act({ ...qr, more: '\0' }) as never), {
      ...act({ ...qr, expires_at: '2026-11-24T10:00:00.000Z' }),
    });
  });

  const refused: [string, unknown][] = [
    ['nothing', null],
    ['an unknown kind', { kind: 'ok' }],
    ['an approval of nothing', { kind: 'approved', amount: 0n }],
    ['an approval of a number', { kind: 'approved', amount: 5 }],
    ['an approval above every amount', { kind: 'approved', amount: 1_000_000_000_000n }],
    ['more approved than received', { kind: 'approved', amount: 5n, received: 4n }],
    ['more taken back than approved', { kind: 'approved', amount: 5n, takenBack: 6n }],
    ['a receipt above every amount', { kind: 'reversed', received: 1_000_000_000_000n }],
    ['a receipt below zero', { ...redirect('https://a.example'), received: -1n }],
    ['an unknown decline', { kind: 'declined', decline: 'mood' }],
    ['a decline that every object has as a property', { kind: 'declined', decline: 'toString' }],
    ['no action', act(undefined)],
    ['an unknown action', act({ type: 'dance' })],
    ['an address with NUL', redirect('https://a.example/\0')],
    ['an address with half a surrogate pair', redirect('https://a.example/\ud800')],
    ['an address with a line’s end', redirect('https://a.example/\n')],
    ['an address with a space', redirect(' https://a.example/')],
    ['a script', redirect('javascript:alert(1)')],
    ['an address with a card', redirect('https://a.example/?card=4539578763621486')],
    ['a code with a card', act({ ...qr, code: 'card 4539 5787 6362 1486' })],
    ['an address without a host', redirect('https://')],
    ['no address', redirect(7)],
    ['an address that is too long', redirect(`https://a.example/${'a'.repeat(2048)}`)],
    ['an empty code', act({ ...qr, code: '' })],
    ['more than a QR code holds', act({ ...qr, code: '码'.repeat(1000) })],
    ['a time that does not exist', act({ ...qr, expires_at: '2026-13-01T00:00:00Z' })],
    ['a time after the year 2100', act({ ...qr, expires_at: '2101-01-01T00:00:00Z' })],
    ['a day without a time', act({ ...qr, expires_at: '2030-01-31' })],
    ['a time past all years', act({ ...qr, expires_at: '+020000-01-01T00:00:00Z' })],
    ['a bank without a name', act({ ...bank, bank_name: '' })],
    ['an account number of several lines', act({ ...bank, account_number: '1\r\n2' })],
    ['an unknown currency', act({ ...bank, currency: 'XXX' })],
    ['less than nothing remaining', act({ ...bank, amount_remaining: -1 })],
    ['a part of a unit remaining', act({ ...bank, amount_remaining: 0.5 })],
    ['a page that is a script', act({ ...bank, sandbox_url: 'data:text/html,' })],
  ];
  for (const [what, said] of refused)
    it(`is refused if it is ${what}`, () => {
      assert.throws(() => checkedAnswer(said as ChannelAnswer | NotFound), Error);
    });

  it('is described in words that can be stored anywhere', () => {
    assert.equal(reasonOf('a\0\ud800'), 'a\ufffd\ufffd');
    assert.equal(reasonOf('x'.repeat(1000)).length, 500);
  });
});
