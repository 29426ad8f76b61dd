import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Acquirer, type ChannelBody } from './acquirer.ts';

const approve = { approved: true, pendingMs: 0 };
const pending = { approved: true, pendingMs: 1 };
const authorize: ChannelBody = {
  kind: 'authorize',
  account: 'acct_1',
  reference: 'r1',
  amount: '100',
  currency: 'USD',
  method: 'tok_visa',
  capture: true,
  target: null,
  sent_at: '2026-01-01T00:00:00.000Z',
};
const refund = (reference: string, amount: string): ChannelBody => ({
  ...authorize,
  kind: 'refund',
  reference,
  amount,
  target: 'r1',
});

describe('the acquirer of the kill test', () => {
  it('moves the money of a reference once', () => {
    const acquirer = new Acquirer();
    assert.deepEqual(acquirer.deliver(authorize, approve), { kind: 'approved', amount: '100' });
    assert.deepEqual(acquirer.deliver(authorize, approve), { kind: 'approved', amount: '100' });
    assert.equal(acquirer.record.entries.length, 1);
    assert.deepEqual(acquirer.record.faults, []);
  });

  it('reports a reference that is used again with other terms', () => {
    const acquirer = new Acquirer();
    acquirer.deliver(authorize, approve);
    acquirer.deliver({ ...authorize, amount: '101' }, approve);
    assert.equal(acquirer.record.faults.length, 1);
  });

  it('reverses a reference that has not arrived yet, and one that is pending', () => {
    const acquirer = new Acquirer();
    assert.deepEqual(acquirer.query(authorize), { kind: 'not_found' });
    assert.deepEqual(acquirer.reverse(authorize), { kind: 'reversed' });
    assert.deepEqual(acquirer.deliver(authorize, approve), { kind: 'reversed' });
    const other = { ...authorize, reference: 'r2' };
    assert.deepEqual(acquirer.deliver(other, pending), { kind: 'pending' });
    assert.deepEqual(acquirer.reverse(other), { kind: 'reversed' });
    acquirer.conclude('r2', pending);
    assert.deepEqual(acquirer.query(other), { kind: 'reversed' });
  });

  it('does not undo what was approved', () => {
    const acquirer = new Acquirer();
    acquirer.deliver(authorize, approve);
    assert.deepEqual(acquirer.reverse(authorize), { kind: 'approved', amount: '100' });
  });

  it('tells how much of an approved amount was taken back, which never decreases', () => {
    const acquirer = new Acquirer();
    acquirer.takeBack('r1', 10n);
    acquirer.deliver(authorize, approve);
    acquirer.takeBack('r1', 40n);
    acquirer.takeBack('r1', 30n);
    assert.deepEqual(acquirer.query(authorize), { kind: 'approved', amount: '100', taken_back: '40' });
  });

  it('reports a refund above the captured amount', () => {
    const acquirer = new Acquirer();
    acquirer.deliver(authorize, approve);
    assert.equal(acquirer.deliver(refund('r2', '60'), approve).kind, 'approved');
    assert.equal(acquirer.deliver(refund('r3', '41'), approve).kind, 'declined');
    assert.equal(acquirer.record.faults.length, 1);
  });
});
