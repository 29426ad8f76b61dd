import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../../database/index.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { findPerson } from '../people/person.ts';
import { Sessions } from '../sessions/sessions.ts';
import { addPerson, formToken, GOOD_PASSWORD, HandClock, Visitor } from '../testing.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('signing in', () => {
  let florin: TestPlatform;
  const clock = new HandClock();
  let addresses = 0;
  /** A browser at an address of its own, whose guesses count for nobody else. */
  const visitor = () => new Visitor(florin, { address: `192.0.2.${++addresses}` });
  before(async () => {
    florin = await openTestPlatform({ mailbox: true, clock });
    await addPerson(florin, 'ada@example.com');
    await addPerson(florin, 'grace@example.com');
  });
  after(() => florin.close());

  it('answers the same for a wrong password and for an address that nobody has', async () => {
    const same = ({ status, body }: { status: number; body: string }) => [
      status,
      body.replace(/nonce="[^"]+"|name="form" value="[^"]+"|[\w.]+@example\.com/g, ''),
    ];
    const known = await visitor().signIn('ada@example.com', 'wrong');
    const unknown = await visitor().signIn('nobody@example.com', 'wrong');
    assert.equal(known.status, 401);
    assert.deepEqual(same(known), same(unknown));
  });

  it('works as hard for an address that nobody has', async () => {
    // Whatever else this process does meanwhile is measured too, so the least of several is nearest.
    const took = async (email: string) => {
      const all: number[] = [];
      while (all.length < 3) {
        const start = process.cpuUsage();
        await visitor().signIn(email, 'wrong');
        const { user, system } = process.cpuUsage(start);
        all.push(user + system);
      }
      return Math.min(...all);
    };
    await took('nobody@example.com');
    const [known, unknown, none] = [
      await took('ada@example.com'),
      await took('nobody@example.com'),
      await took('no address'),
    ];
    assert.ok(unknown > known / 3 && none > known / 3, `${unknown} and ${none} of ${known} microseconds`);
  });

  it('gives a cookie that no script and no other site can use, and forgets the one before', async () => {
    const ada = visitor();
    const planted = 'A'.repeat(43);
    ada.cookies.set('florin', planted);
    const { headers } = await ada.signIn('ada@example.com', GOOD_PASSWORD);
    const first = ada.cookies.get('florin') as string;
    assert.notEqual(first, planted);
    const set = [headers['set-cookie']].flat().find((cookie) => String(cookie).startsWith('florin='));
    assert.match(String(set), /^florin=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    const rows = await florin.sql('select token_hash from person_session');
    assert.ok(rows.every(({ token_hash }) => !String(token_hash).includes(first)));

    await ada.signIn('ada@example.com', GOOD_PASSWORD);
    assert.notEqual(ada.cookies.get('florin'), first);
    const thief = visitor();
    for (const stolen of [planted, first]) {
      thief.cookies.set('florin', stolen);
      assert.equal(await thief.isSignedIn(), false);
    }
    assert.equal(await ada.isSignedIn(), true);
  });

  it('uses names over HTTPS that no other host can set', async () => {
    const secure = await openTestPlatform({ publicUrl: 'https://pay.example' });
    const { headers } = await new Visitor(secure).get('/login');
    assert.match(
      String(headers['set-cookie']),
      /^__Host-florin-visit=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
    );
    await secure.close();
  });

  it('ends with the session, also for whoever has taken the cookie', async () => {
    const ada = visitor();
    await ada.signIn('ada@example.com', GOOD_PASSWORD);
    const thief = visitor();
    thief.cookies.set('florin', ada.cookies.get('florin') as string);
    assert.equal(await thief.isSignedIn(), true);
    const answer = await ada.submit('/account', {}, '/logout');
    assert.equal(answer.location, '/login/over?lang=en');
    assert.equal(ada.cookies.has('florin'), false);
    assert.equal(await thief.isSignedIn(), false);
  });

  it('lasts thirty days in use, and seven days out of it', async () => {
    const ada = visitor();
    await ada.signIn('ada@example.com', GOOD_PASSWORD);
    for (let day = 0; day < 24; day += 6) {
      clock.move(6 * DAY_MS);
      assert.equal(await ada.isSignedIn(), true, `day ${day + 6}`);
    }
    clock.move(6 * DAY_MS);
    assert.equal(await ada.isSignedIn(), false);
    const idle = visitor();
    await idle.signIn('ada@example.com', GOOD_PASSWORD);
    clock.move(7 * DAY_MS);
    assert.equal(await idle.isSignedIn(), false);
  });

  it('notes that a session was used at most once a minute', async () => {
    const ada = visitor();
    await ada.signIn('ada@example.com', GOOD_PASSWORD);
    const seen = async () =>
      Number(
        (await florin.sql('select seen_at from person_session order by created_at desc, session_id desc'))[0]
          ?.seen_at,
      );
    const first = await seen();
    clock.move(59_000);
    await ada.isSignedIn();
    assert.equal(await seen(), first);
    clock.move(1000);
    await ada.isSignedIn();
    assert.equal(await seen(), first + 60_000);
  });

  it('is for forms of this site only', async () => {
    const fields = { email: 'ada@example.com', password: GOOD_PASSWORD };
    const ada = visitor();
    const form = formToken((await ada.get('/login')).body);
    for (const [fault, sent, headers] of [
      ['a foreign origin', { form, ...fields }, { origin: 'https://evil.example' }],
      ['no origin', { form, ...fields }, { origin: 'null' }],
      ['a foreign site', { form, ...fields }, { 'sec-fetch-site': 'cross-site' }],
      ['a sister site', { form, ...fields }, { 'sec-fetch-site': 'same-site' }],
      ['no token', fields, {}],
      ['a made-up token', { form: form.slice(0, -1), ...fields }, {}],
      ["another browser's token", { form: formToken((await visitor().get('/login')).body), ...fields }, {}],
    ] as const) {
      const answer = await ada.post('/login', sent, headers);
      assert.equal(answer.status, 403, fault);
      assert.match(answer.body, /Please try again/);
    }
    const own = { origin: 'http://127.0.0.1:4242', 'sec-fetch-site': 'same-origin' };
    assert.equal((await ada.post('/login', { form, ...fields }, own)).status, 303);
    const away = await ada.post('/account/sessions/end-others', { form });
    assert.equal(away.status, 403, 'a token from before signing in');
  });

  it('may be tried ten times by a stranger, which locks out no browser that has signed in before', async () => {
    const ada = visitor();
    await ada.signIn('ada@example.com', GOOD_PASSWORD);
    await ada.submit('/account', {}, '/logout');
    const stranger = visitor();
    const beside = new Visitor(florin, { address: `192.0.2.${addresses}` });
    for (let n = 0; n < 10; n++)
      assert.equal((await stranger.signIn('ada@example.com', `guess ${n}`)).status, 401);
    const refused = await stranger.signIn('ada@example.com', GOOD_PASSWORD);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers['retry-after'], '900');
    assert.match(refused.body, /Wait 15 minutes/);
    assert.equal((await stranger.signIn('grace@example.com', GOOD_PASSWORD)).status, 303, 'another person');
    // From the stranger's own address, with the cookie of a browser that she has used.
    for (const [name, value] of ada.cookies) beside.cookies.set(name, value);
    assert.equal((await beside.signIn('ada@example.com', GOOD_PASSWORD)).status, 303);
    clock.move(15 * MINUTE_MS);
    assert.equal((await stranger.signIn('ada@example.com', GOOD_PASSWORD)).status, 303);
  });

  it('is refused to an address that nobody has in the same way', async () => {
    const stranger = visitor();
    const answers = [];
    for (let n = 0; n < 11; n++) answers.push((await stranger.signIn('nobody2@example.com', 'guess')).status);
    assert.deepEqual(answers, [...Array(10).fill(401), 429]);
  });

  it('takes no cookie for a browser that has signed in before unless it is ours', async () => {
    const eve = visitor();
    await eve.signIn('grace@example.com', GOOD_PASSWORD);
    const stranger = new Visitor(florin, { address: `192.0.2.${addresses}` });
    stranger.cookies.set('florin-device', eve.cookies.get('florin-device') as string);
    for (let n = 0; n < 10; n++) await stranger.signIn('ada@example.com', 'guess');
    stranger.cookies.set('florin-device', `${'A'.repeat(22)}.${'A'.repeat(43)}`);
    assert.equal((await stranger.signIn('ada@example.com', 'guess')).status, 429);
  });

  it('does not begin beside a change of the password', async () => {
    await addPerson(florin, 'kate@example.com');
    const kate = visitor();
    await kate.signIn('kate@example.com', GOOD_PASSWORD);
    const [person] = await florin.sql(`select * from person where email = 'kate@example.com'`);
    const home = openPool(florin.databaseUrl, 'home', 1);
    const read = await findPerson(home, 'kate@example.com');
    assert.ok(read);
    await florin.sql('update person set password_hash = $2 where person_id = $1', [
      person?.person_id,
      'changed',
    ]);
    const place = { browser: '', address: '' };
    assert.equal(await new Sessions(home, clock).begin(home, read, place), null);
    await home.end();
  });
});
