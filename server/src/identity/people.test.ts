import assert from 'node:assert/strict';
import { scryptSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { hashPassword } from './people.ts';

describe("a password's hash", () => {
  it('is scrypt with its own salt, and contains everything that a check needs', async () => {
    const [first, second] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
    assert.notEqual(first, second);
    const [scheme, N, r, p, salt, hash] = first.split('$') as [string, ...string[]] & { length: 6 };
    assert.equal(scheme, 'scrypt');
    const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: 2 ** 28 + 2 ** 20 };
    const again = scryptSync('correct horse', Buffer.from(salt ?? '', 'base64url'), 32, cost);
    assert.equal(again.toString('base64url'), hash);
  });

  it('does not depend on how a letter was typed', async () => {
    const [, N, r, p, salt, hash] = (await hashPassword('café')).split('$');
    const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: 2 ** 28 + 2 ** 20 };
    const again = scryptSync('cafe\u0301'.normalize('NFKC'), Buffer.from(salt ?? '', 'base64url'), 32, cost);
    assert.equal(again.toString('base64url'), hash);
  });
});
