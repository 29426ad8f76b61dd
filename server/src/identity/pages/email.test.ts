import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, formToken, GOOD_PASSWORD, HandClock, linkOf, mailTo, Visitor } from '../testing.ts';

const PATH = '/account/email';
const HOUR_MS = 3_600_000;

describe('changing one’s e-mail address', () => {
  let florin: TestPlatform;
  const clock = new HandClock();
  let addresses = 0;
  before(async () => {
    florin = await openTestPlatform({ mailbox: true, clock });
  });
  after(() => florin.close());

  const visitor = () => new Visitor(florin, { address: `192.0.2.${++addresses}` });
  const signedIn = async (email: string) => {
    await addPerson(florin, email);
    const browser = visitor();
    await browser.signIn(email, GOOD_PASSWORD);
    return browser;
  };
  const emails = async () => (await florin.sql('select email from person')).map(({ email }) => email);

  it('takes the link in a mail to the new one, and tells the old one twice; sessions stay', async () => {
    const ada = await signedIn('ada@example.com');
    const other = visitor();
    await other.signIn('ada@example.com', GOOD_PASSWORD);
    const asked = await ada.submit(PATH, { email: ' Lovelace@Example.com' });
    assert.match(asked.body, /A mail is on its way to lovelace@example\.com/);
    const link = await linkOf(florin, 'lovelace@example.com');
    assert.match(link, /^\/account\/email\/[\w-]{43}$/);
    const told = await mailTo(florin, 'ada@example.com');
    assert.equal(told.subject, 'Another address for your account');
    assert.ok(told.text.includes('lovelace@example.com') && !told.text.includes(link));
    assert.equal((await ada.get(link)).status, 200);
    assert.ok((await emails()).includes('ada@example.com'), 'a look at the page changes nothing');
    assert.equal((await ada.submit(link, {})).location, '/account/moved?lang=en');
    assert.match((await ada.get('/account/moved')).body, /Your address has been changed[\s\S]*lovelace@/);
    assert.equal((await mailTo(florin, 'ada@example.com', 2)).subject, 'Your account has another address');
    assert.equal(await other.isSignedIn(), true);
    assert.equal((await visitor().signIn('ada@example.com', GOOD_PASSWORD)).status, 401);
    assert.equal((await visitor().signIn('lovelace@example.com', GOOD_PASSWORD)).status, 303);
    assert.equal((await ada.get(link)).status, 404, 'it works once');
  });

  it('answers the same for an address that has an account, whose owner is told', async () => {
    await addPerson(florin, 'known@example.com', { language: 'zh' });
    const answers = [];
    for (const [n, email] of ['known@example.com', 'fresh@example.com'].entries()) {
      const browser = await signedIn(`asker-${n}@example.com`);
      const { status, body } = await browser.submit(PATH, { email });
      answers.push([status, body.replaceAll(email, '').replace(/nonce="[^"]+"/g, '')]);
      assert.equal(
        (await mailTo(florin, `asker-${n}@example.com`)).subject,
        'Another address for your account',
      );
    }
    assert.deepEqual(answers[0], answers[1]);
    const told = await mailTo(florin, 'known@example.com');
    assert.equal(told.subject, '此邮箱已有账户');
    assert.doesNotMatch(told.text, /https?:/);
  });

  it('is for the one who asked alone: the owner of a mistyped address gets nothing by it', async () => {
    const mary = await signedIn('mary@example.com');
    const eve = await signedIn('eve@example.com');
    await mary.submit(PATH, { email: 'mistyped@example.com' });
    const link = await linkOf(florin, 'mistyped@example.com');
    assert.equal((await eve.get(link)).status, 404);
    assert.equal((await eve.submit('/account', {}, link)).status, 404);
    const stranger = visitor();
    assert.equal((await stranger.get(link)).location, `/login?next=${encodeURIComponent(link)}&lang=en`);
    assert.ok((await emails()).includes('mary@example.com'));
  });

  it('ends after an hour, with another wish, and with another password', async () => {
    const joan = await signedIn('joan@example.com');
    const ask = async (email: string) => {
      await joan.submit(PATH, { email });
      return linkOf(florin, email);
    };
    const first = await ask('one@example.com');
    const second = await ask('two@example.com');
    assert.deepEqual([(await joan.get(first)).status, (await joan.get(second)).status], [404, 200]);
    clock.move(HOUR_MS - 1);
    assert.equal((await joan.get(second)).status, 200);
    clock.move(1);
    assert.equal((await joan.get(second)).status, 404);
    await joan.signIn('joan@example.com', GOOD_PASSWORD);
    const third = await ask('three@example.com');
    assert.equal((await joan.get(third)).status, 200);
    const change = { password: GOOD_PASSWORD, new_password: 'seven-quiet-otters-41' };
    await joan.submit('/account', change, '/account/password');
    assert.equal((await joan.get(third)).status, 404);
  });

  it('works once when the link is opened twice at once', async () => {
    const emmy = await signedIn('emmy@example.com');
    await emmy.submit(PATH, { email: 'noether@example.com' });
    const link = await linkOf(florin, 'noether@example.com');
    const form = formToken((await emmy.get(link)).body);
    const answers = await Promise.all([1, 2].map(() => emmy.post(link, { form })));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 404]);
    const mails = await florin.sql(
      `select from mail where recipient = 'emmy@example.com' and subject = 'Your account has another address'`,
    );
    assert.equal(mails.length, 1);
  });

  it('takes no address that somebody else has proved in the meantime', async () => {
    const kate = await signedIn('kate@example.com');
    await kate.submit(PATH, { email: 'wanted@example.com' });
    const link = await linkOf(florin, 'wanted@example.com');
    await addPerson(florin, 'wanted@example.com');
    const answer = await kate.submit(link, {});
    assert.deepEqual(
      [answer.status, answer.body.includes('There is an account for this address')],
      [400, true],
    );
    assert.ok((await emails()).includes('kate@example.com'));
  });

  it('ends the links that were mailed to the old one', async () => {
    const lise = await signedIn('lise@example.com');
    await visitor().submit('/recover', { email: 'lise@example.com' });
    const recovery = await linkOf(florin, 'lise@example.com');
    await lise.submit(PATH, { email: 'meitner@example.com' });
    await lise.submit(await linkOf(florin, 'meitner@example.com'), {});
    assert.equal((await visitor().get(recovery)).status, 404);
  });

  it('refuses what is no address, and the one that there is', async () => {
    const olga = await signedIn('olga@example.com');
    for (const email of ['nothing', '', 'OLGA@example.com'])
      assert.equal((await olga.submit(PATH, { email })).status, 400, email);
  });

  it('fills nobody’s mailbox', async () => {
    for (let n = 0; n < 7; n++)
      await (await signedIn(`many-${n}@example.com`)).submit(PATH, { email: 'full@example.com' });
    await mailTo(florin, 'many-4@example.com');
    const mails = await florin.sql(`select from mail where recipient = 'full@example.com'`);
    assert.equal(mails.length, 5);
  });
});
