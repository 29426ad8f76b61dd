import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import jsqr from 'jsqr';
import { Secret, TOTP } from 'otpauth';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, formToken, GOOD_PASSWORD, HandClock, mailTo, Visitor } from '../testing.ts';

const PATH = '/account/second-factor';
const STEP_MS = 30_000;

describe('the second factor', () => {
  let florin: TestPlatform;
  const clock = new HandClock();
  let addresses = 0;
  const visitor = () => new Visitor(florin, { address: `192.0.2.${++addresses}` });
  before(async () => {
    florin = await openTestPlatform({ mailbox: true, clock });
  });
  after(() => florin.close());

  const secretOn = (body: string): string =>
    String(/<code>([A-Z2-7 ]{32,})<\/code>/.exec(body)?.[1]).replaceAll(' ', '');
  const codeAt = (secret: string, timestamp = clock.now()) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
  /** A person with a second factor, who has signed in. */
  const protectedPerson = async (email: string) => {
    await addPerson(florin, email);
    const person = visitor();
    await person.signIn(email, GOOD_PASSWORD);
    const secret = secretOn((await person.get(PATH)).body);
    const { body } = await person.submit(PATH, { code: codeAt(secret) });
    const codes = [...body.matchAll(/<li><code>([^<]+)<\/code>/g)].map(([, code]) => code as string);
    clock.move(STEP_MS);
    return { person, secret, codes };
  };
  /** A browser in which the password has been given. */
  const half = async (email: string) => {
    const browser = visitor();
    assert.equal((await browser.signIn(email, GOOD_PASSWORD)).location, '/login/code?lang=en');
    return browser;
  };

  it('is set up with a QR code or by hand, and is in use after its first code', async () => {
    await addPerson(florin, 'ada@example.com');
    const ada = visitor();
    await ada.signIn('ada@example.com', GOOD_PASSWORD);
    const { body } = await ada.get(PATH);
    const secret = secretOn(body);
    assert.equal(Secret.fromBase32(secret).bytes.length, 20);
    assert.equal(qrText(body), new TOTP({ issuer: 'Florin', label: 'ada@example.com', secret }).toString());
    assert.equal(secretOn((await ada.get(PATH)).body), secret, 'it does not change while it waits');
    assert.equal((await ada.submit(PATH, { code: '000000' })).status, 400);
    assert.equal((await visitor().signIn('ada@example.com', GOOD_PASSWORD)).location, '/account?lang=en');
    const done = await ada.submit(PATH, { code: codeAt(secret) });
    assert.equal(done.body.match(/<li><code>[a-z\d]{4}-[a-z\d]{4}-[a-z\d]{4}<\/code>/g)?.length, 10);
    assert.doesNotMatch((await ada.get(PATH)).body, new RegExp(secret.slice(0, 4)));
    assert.equal((await mailTo(florin, 'ada@example.com')).subject, 'Signing in now takes a code');
    await half('ada@example.com');
  });

  it('is asked for after the password, on a page of its own', async () => {
    const { secret } = await protectedPerson('grace@example.com');
    const grace = await half('grace@example.com');
    assert.equal(await grace.isSignedIn(), false);
    assert.equal((await grace.submit('/login/code', { code: '000000' })).status, 401);
    const spaced = codeAt(secret).replace(/(...)/, '$1 ');
    assert.equal((await grace.submit('/login/code', { code: spaced })).location, '/account?lang=en');
    assert.equal(await grace.isSignedIn(), true);
    assert.equal((await visitor().get('/login/code')).location, '/login?lang=en', 'not without a password');
  });

  it('leads on to where its user wanted to be', async () => {
    const { secret } = await protectedPerson('ida@example.com');
    const ida = visitor();
    const fields = { email: 'ida@example.com', password: GOOD_PASSWORD };
    const { location = '' } = await ida.submit('/login?next=/account/passkeys', fields);
    assert.equal(location, '/login/code?next=%2Faccount%2Fpasskeys&lang=en');
    const [, action = ''] = /action="([^"]+)"/.exec((await ida.get(location)).body) ?? [];
    const { body } = await ida.get(location);
    const sent = { form: formToken(body), code: '000000' };
    const path = action.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&#61;', '=');
    assert.equal((await ida.post(path, sent)).status, 401);
    const done = await ida.post(path, { ...sent, code: codeAt(secret) });
    assert.equal(done.location, '/account/passkeys?lang=en');
  });

  it('takes a code once, also when it comes twice at once, and none that is older', async () => {
    const { secret } = await protectedPerson('mary@example.com');
    const [first, second] = [await half('mary@example.com'), await half('mary@example.com')];
    const code = codeAt(secret);
    const answers = await Promise.all([first, second].map((each) => each.submit('/login/code', { code })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 401]);
    const later = await half('mary@example.com');
    assert.equal((await later.submit('/login/code', { code })).status, 401);
    const before = codeAt(secret, clock.now() - STEP_MS);
    assert.equal((await later.submit('/login/code', { code: before })).status, 401);
    clock.move(STEP_MS);
    assert.equal((await later.submit('/login/code', { code: codeAt(secret) })).status, 303);
  });

  it('forgives clocks that differ by half a minute, and no more', async () => {
    const { secret } = await protectedPerson('joan@example.com');
    clock.move(10 * STEP_MS);
    const joan = await half('joan@example.com');
    for (const steps of [-2, 2])
      assert.equal(
        (await joan.submit('/login/code', { code: codeAt(secret, clock.now() + steps * STEP_MS) })).status,
        401,
      );
    assert.equal(
      (await joan.submit('/login/code', { code: codeAt(secret, clock.now() - STEP_MS) })).status,
      303,
    );
  });

  it('is stored so that the database alone gives no code', async () => {
    const { secret, codes } = await protectedPerson('ruth@example.com');
    const { bytes } = Secret.fromBase32(secret);
    const stored = JSON.stringify(
      await florin.sql('select t::text, r::text from totp t left join recovery_code r using (person_id)'),
    );
    assert.ok(!stored.includes(Buffer.from(bytes).toString('hex')));
    for (const code of codes)
      for (const shape of [code, code.replaceAll('-', '')])
        assert.ok(!stored.includes(Buffer.from(shape).toString('hex')) && !stored.includes(shape));
  });

  it('may be a recovery code, each once; new ones end the old', async () => {
    const { person, codes } = await protectedPerson('kate@example.com');
    assert.equal(codes.length, 10);
    const [one = '', two = ''] = codes;
    assert.equal(
      (await (await half('kate@example.com')).submit('/login/code', { code: one.toUpperCase() })).status,
      303,
    );
    const again = await half('kate@example.com');
    assert.equal((await again.submit('/login/code', { code: one })).status, 401);
    assert.match((await person.get(PATH)).body, /Recovery codes left: 9/);
    const renewed = await person.submit(PATH, {}, `${PATH}/codes`);
    const [fresh = ''] = [...renewed.body.matchAll(/<li><code>([^<]+)</g)].map(([, code]) => code as string);
    assert.equal((await again.submit('/login/code', { code: two })).status, 401);
    assert.equal((await again.submit('/login/code', { code: fresh })).status, 303);
  });

  it('has its own count of guesses, and a password is good for ten minutes', async () => {
    const { secret } = await protectedPerson('lise@example.com');
    const stranger = visitor();
    const same = new Visitor(florin, { address: `192.0.2.${addresses}` });
    for (let n = 0; n < 11; n++) await stranger.signIn('lise@example.com', 'guess');
    // The stranger's tries at the password do not count here: the owner, at that address, is let in with her code.
    const known = await half('lise@example.com');
    for (const [name, value] of known.cookies) same.cookies.set(name, value);
    assert.equal((await same.submit('/login/code', { code: codeAt(secret) })).status, 303);

    const guesser = await half('lise@example.com');
    for (let n = 0; n < 10; n++)
      assert.equal((await guesser.submit('/login/code', { code: '12345' })).status, 401);
    assert.equal((await guesser.submit('/login/code', { code: '12345' })).status, 429);
    assert.equal(
      (await guesser.signIn('lise@example.com', GOOD_PASSWORD)).status,
      303,
      'the password’s count',
    );

    const slow = await half('lise@example.com');
    clock.move(10 * 60_000);
    assert.equal((await slow.get('/login/code')).location, '/login?lang=en');
  });

  it('gives one session for one password', async () => {
    const { secret } = await protectedPerson('emmy@example.com');
    const emmy = await half('emmy@example.com');
    const thief = visitor();
    for (const [name, value] of emmy.cookies) thief.cookies.set(name, value);
    assert.equal((await emmy.submit('/login/code', { code: codeAt(secret) })).status, 303);
    assert.equal((await thief.get('/login/code')).location, '/login?lang=en');
  });

  it('leaves no half of signing in to a cookie that was planted', async () => {
    await protectedPerson('olga@example.com');
    const olga = visitor();
    const planted = 'B'.repeat(43);
    olga.cookies.set('florin-visit', planted);
    await olga.signIn('olga@example.com', GOOD_PASSWORD);
    const thief = visitor();
    thief.cookies.set('florin-visit', planted);
    assert.equal((await thief.get('/login/code')).location, '/login?lang=en');
    assert.equal((await olga.get('/login/code')).status, 200);
  });

  it('is taken away, which ends the half of signing in that others have', async () => {
    const { person } = await protectedPerson('vera@example.com');
    await half('vera@example.com');
    const waiting = await half('vera@example.com');
    const form = formToken((await person.get('/account')).body);
    await person.post('/account/password', {
      form,
      password: GOOD_PASSWORD,
      new_password: 'seven-quiet-otters-41',
    });
    assert.equal((await waiting.get('/login/code')).location, '/login?lang=en');
    await person.submit(PATH, {}, `${PATH}/off`);
    assert.equal(
      (await visitor().signIn('vera@example.com', 'seven-quiet-otters-41')).location,
      '/account?lang=en',
    );
    assert.equal((await mailTo(florin, 'vera@example.com', 3)).subject, 'Signing in no longer takes a code');
  });
});

/** Reads the QR code that the page shows. */
function qrText(body: string): string | undefined {
  const source = /<img class="qr" src="data:image\/svg\+xml,([^"]+)"/.exec(body)?.[1] as string;
  const svg = decodeURIComponent(source.replaceAll('&#39;', "'"));
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
  const pixels = new Uint8ClampedArray(4 * size * size).fill(255);
  // uqr draws each dark square of ten by ten as a path that begins at its corner.
  for (const [, x, y] of svg.matchAll(/M(\d+),(\d+)h10v10h-10z/g)) {
    for (let row = 0; row < 10; row++) {
      const start = 4 * ((Number(y) + row) * size + Number(x));
      for (let at = start; at < start + 40; at += 4) pixels.fill(0, at, at + 3);
    }
  }
  return jsqr.default(pixels, size, size)?.data;
}
