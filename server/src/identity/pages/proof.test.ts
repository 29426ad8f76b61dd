import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { idFromUuid } from '../../kernel/ids.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, GOOD_PASSWORD, HandClock, Visitor } from '../testing.ts';

const PROOF_MS = 10 * 60_000;

/** Each change that a session alone must not make: the page it is on, where its form goes, and what it says. */
const changes = [
  { page: '/account', path: '/account/sessions/end', field: 'session' },
  { page: '/account', path: '/account/sessions/end-others' },
  { page: '/account/email', path: '/account/email', field: 'email' },
  { page: '/account/second-factor', path: '/account/second-factor', field: 'code' },
  { page: '/account/second-factor', path: '/account/second-factor/codes' },
  { page: '/account/second-factor', path: '/account/second-factor/off' },
  { page: '/account/passkeys', path: '/account/passkeys/make' },
  { page: '/account/passkeys', path: '/account/passkeys/remove', field: 'passkey' },
] as const;

describe('a change that would let somebody in or lock somebody out', () => {
  let florin: TestPlatform;
  const clock = new HandClock();
  let people = 0;
  before(async () => {
    florin = await openTestPlatform({ mailbox: true, clock });
  });
  after(() => florin.close());

  const signedIn = async () => {
    const email = `person-${++people}@example.com`;
    await addPerson(florin, email);
    const browser = new Visitor(florin, { address: `192.0.2.${people}` });
    await browser.signIn(email, GOOD_PASSWORD);
    return { browser, email };
  };
  /** All that such changes change. */
  const standing = async () => {
    const tables = [
      'person_session',
      'totp',
      'recovery_code',
      'passkey',
      'mail_request',
      'mailed_token',
      'mail',
    ];
    const counts = tables.map((table) => florin.sql(`select ${table}.* from ${table} order by 1`));
    const unchanged = ([name, value]: [string, unknown]) =>
      name === 'proved_at' || name === 'seen_at' ? [] : [`${name} ${value}`];
    return (await Promise.all(counts)).map((rows) =>
      rows.map((row) => Object.entries(row).flatMap(unchanged)),
    );
  };

  for (const { page, path, ...more } of changes) {
    const sent: Record<string, string> = 'field' in more ? { [more.field]: `"<x>` } : {};

    it(`asks for the password again ten minutes after signing in: ${path}`, async () => {
      const { browser } = await signedIn();
      await browser.get('/account/second-factor');
      clock.move(PROOF_MS);
      const before = await standing();
      const asked = await browser.submit(page, sent, path);
      assert.equal(asked.status, 200);
      assert.match(asked.body, /Confirm that it is you/);
      assert.match(asked.body.replaceAll('&#61;', '='), new RegExp(`action="${path}\\?lang=en"`));
      if ('field' in more) {
        const kept = new RegExp(`type="hidden" name="${more.field}" value="([^"]*)"`).exec(asked.body)?.[1];
        assert.match(String(kept), /^&(#34|quot);&(#60|lt);x&(#62|gt);$/);
      }
      const wrong = await browser.submit(page, { ...sent, password: 'wrong' }, path);
      assert.deepEqual([wrong.status, wrong.body.includes('The current password is wrong.')], [400, true]);
      assert.deepEqual(await standing(), before);
      const right = await browser.submit(page, { ...sent, password: GOOD_PASSWORD }, path);
      assert.doesNotMatch(right.body, /Confirm that it is you/);
      const again = await browser.submit(page, sent, path);
      assert.doesNotMatch(again.body, /Confirm that it is you/, 'for ten minutes');
    });
  }

  it('makes nobody prove twice within ten minutes, and everybody after them', async () => {
    const { browser } = await signedIn();
    const end = () => browser.submit('/account', {}, '/account/sessions/end-others');
    assert.equal((await end()).status, 303);
    clock.move(PROOF_MS - 1);
    assert.equal((await end()).status, 303);
    clock.move(1);
    assert.equal((await end()).status, 200);
    assert.equal(
      (await browser.submit('/account', { password: GOOD_PASSWORD }, '/account/sessions/end-others')).status,
      303,
    );
    clock.move(PROOF_MS - 1);
    assert.equal((await end()).status, 303);
    clock.move(1);
    assert.equal((await end()).status, 200);
  });

  it('is proved for one session, and not for the others of the same person', async () => {
    const { browser, email } = await signedIn();
    clock.move(PROOF_MS);
    const other = new Visitor(florin, { address: '192.0.2.200' });
    await other.signIn(email, GOOD_PASSWORD);
    assert.equal((await other.submit('/account', {}, '/account/sessions/end')).status, 303);
    assert.equal((await browser.submit('/account', {}, '/account/sessions/end')).status, 200);
    const [row] = await florin.sql(
      `select session_id from person_session join person using (person_id) where email = $1 order by person_session.created_at`,
      [email],
    );
    const session = idFromUuid('ses', String(row?.session_id));
    const proof = { session, password: GOOD_PASSWORD };
    assert.equal((await other.submit('/account', proof, '/account/sessions/end')).status, 303);
    assert.equal(await browser.isSignedIn(), false);
  });

  it('lets whoever has a session guess at the password no more than anybody', async () => {
    const { browser } = await signedIn();
    clock.move(PROOF_MS);
    const statuses = [];
    for (let n = 0; n < 12; n++)
      statuses.push(
        (await browser.submit('/account', { password: `guess ${n}` }, '/account/sessions/end-others')).status,
      );
    assert.deepEqual(statuses, [...Array(10).fill(400), 429, 429]);
  });

  it('tells a passkey’s script, which asks for the page anew', async () => {
    const { browser } = await signedIn();
    const host = { host: 'localhost:4242' };
    const ask = async () =>
      (await browser.submit('/account/passkeys', {}, '/account/passkeys/options')).status;
    assert.equal(await ask(), 200, JSON.stringify(host));
    clock.move(PROOF_MS);
    assert.equal(await ask(), 403);
    assert.deepEqual(await florin.sql('select from passkey'), []);
  });
});
