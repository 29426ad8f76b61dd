import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { describe, it } from 'node:test';
import { Gate } from './gate.ts';
import { hashPassword, isPassword } from './passwords.ts';

describe("a password's hash", () => {
  it('is argon2id as OWASP has it, with its own salt, and contains everything that a check needs', async () => {
    const [first, second] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
    assert.notEqual(first, second);
    const [, salt = '', hash = ''] =
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$([\w+/]+)\$([\w+/]+)$/.exec(first) ?? [];
    const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
    const again = argon2Sync('argon2id', {
      message: 'correct horse',
      nonce: Buffer.from(salt, 'base64'),
      ...cost,
    });
    assert.deepEqual(again, Buffer.from(hash, 'base64'));
  });

  it('is that of its password alone, however a letter was typed', async () => {
    const stored = await hashPassword('caf\u00e9 noir');
    assert.equal(await isPassword('cafe\u0301 noir', stored), true);
    assert.equal(await isPassword('cafe noir', stored), false);
  });

  it('is nobody’s where there is none, after the same work', async () => {
    const stored = await hashPassword('correct horse');
    const took = async (hash: string | null) => {
      const start = process.cpuUsage();
      assert.equal(await isPassword('wrong', hash), false);
      const { user, system } = process.cpuUsage(start);
      return user + system;
    };
    await took(null);
    const [known, unknown] = [await took(stored), await took(null)];
    assert.ok(unknown > known / 3, `${unknown} of ${known} microseconds`);
  });
});

describe('the gate before hashing', () => {
  it('lets two in and some wait, and refuses the rest with a time to come again', async () => {
    const gate = new Gate(2, 3);
    const leave: (() => void)[] = [];
    let inside = 0;
    let most = 0;
    const enter = () =>
      gate.pass(async () => {
        most = Math.max(most, ++inside);
        await new Promise<void>((done) => leave.push(done));
        inside--;
      });
    const entered = Array.from({ length: 5 }, enter);
    await assert.rejects(enter(), { code: 'overloaded', extras: { retryAfter: 1 } });
    for (let left = 0; left < 5; left++) {
      while (leave.length === 0) await new Promise(setImmediate);
      leave.shift()?.();
    }
    await Promise.all(entered);
    assert.equal(most, 2);
    const next = enter();
    leave.shift()?.();
    await next;
  });

  it('is left also by work that fails', async () => {
    const gate = new Gate(1, 0);
    await assert.rejects(
      gate.pass(() => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await gate.pass(async () => 7), 7);
  });
});
