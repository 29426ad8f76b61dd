import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { weaknessOf } from './password-policy.ts';
import { parseEmail } from './person.ts';

const EMAIL = 'violetta.harbour@paper-and-pine.example';

describe('a chosen password', () => {
  const rows: [password: string, weakness: string | null][] = [
    ['k9#Vz2q', 'short'],
    ['password1', 'guessable'],
    ['qwertyuiop', 'guessable'],
    ['aaaaaaaaaaaaaaaaaaaa', 'guessable'],
    ['Violetta.Harbour', 'guessable'],
    ['paper-and-pine', 'guessable'],
    ['plum-violin-harbour-72', null],
    ['正确的马电池订书钉', null],
    ['x8$Kq!v2Zp', null],
    [`plum-violin-${'harbour '.repeat(30)}`, null],
    ['x8$Kq!v2Zp'.repeat(26), 'long'],
  ];
  for (const [password, weakness] of rows)
    it(`${password.slice(0, 24)} (${password.length} characters) is ${weakness ?? 'good'}`, async () => {
      assert.equal(await weaknessOf(password, EMAIL), weakness);
    });

  it('is judged in time, however long it is', async () => {
    const worked = async (password: string) => {
      const start = process.cpuUsage();
      await weaknessOf(password, EMAIL);
      return process.cpuUsage(start).user;
    };
    await worked('plum-violin');
    const [usual, longest] = [await worked('aA1!'.repeat(16)), await worked('aA1!'.repeat(64))];
    // If all of it were estimated, the work would be sixteen times as much.
    assert.ok(longest < 6 * usual, `${longest} and ${usual} microseconds`);
  });
});

describe('an e-mail address', () => {
  const rows: [typed: string, email: string | null][] = [
    [' Ada@Example.com ', 'ada@example.com'],
    ["o'brien+florin@mail.example.co.uk", "o'brien+florin@mail.example.co.uk"],
    ['ada@localhost', null],
    ['ada', null],
    ['ada@example.com, eve@example.com', null],
    ['ada@example.com\r\nBcc: eve@example.com', null],
    ['<ada@example.com>', null],
    ['ada@-example.com', null],
    [`${'a'.repeat(65)}@example.com`, null],
    ['', null],
  ];
  for (const [typed, email] of rows)
    it(`${JSON.stringify(typed)} is ${email}`, () => {
      assert.equal(parseEmail(typed), email);
    });
});
