import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../../../../test/processes.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, GOOD_PASSWORD, HandClock, linkOf, mailTo, Visitor } from '../testing.ts';

const HOUR_MS = 3_600_000;

describe('signing up', () => {
  let florin: TestPlatform;
  const clock = new HandClock();
  before(async () => {
    florin = await openTestPlatform({ mailbox: true, clock });
  });
  after(() => florin.close());

  it('mails a link, behind which a password is chosen, and signs in', async () => {
    const ada = new Visitor(florin);
    const asked = await ada.submit('/signup', { email: 'Ada@Example.com' });
    assert.match(asked.body, /A mail is on its way to ada@example\.com/);
    assert.deepEqual(await florin.sql(`select from person where email = 'ada@example.com'`), []);
    const link = await linkOf(florin, 'ada@example.com');
    assert.match(link, /^\/signup\/[\w-]{43}$/, '256 bits');
    const chosen = await ada.submit(link, { new_password: GOOD_PASSWORD });
    assert.deepEqual([chosen.status, chosen.location], [303, '/account?lang=en']);
    assert.match((await ada.get('/account')).body, /ada@example\.com/);
    assert.equal((await new Visitor(florin).signIn('ada@example.com', GOOD_PASSWORD)).status, 303);
  });

  it('answers the same for an address that has an account, whose owner is told by mail', async () => {
    await addPerson(florin, 'known@example.com', { language: 'zh' });
    const answers = [];
    for (const email of ['known@example.com', 'fresh@example.com']) {
      const { status, body, headers } = await new Visitor(florin).submit('/signup', { email });
      const { date: _, 'request-id': __, ratelimit: ___, ...rest } = headers;
      const same = (text: string) => text.replaceAll(email, '').replace(/nonce[=-][^;>]+/g, '');
      answers.push([status, same(body), same(JSON.stringify(rest))]);
    }
    assert.deepEqual(answers[0], answers[1]);
    const told = await mailTo(florin, 'known@example.com');
    assert.equal(told.subject, '您已有账户');
    assert.doesNotMatch(told.text, /\/signup\//);
  });

  it('keeps nothing in the database that would open the link', async () => {
    await new Visitor(florin).submit('/signup', { email: 'secret@example.com' });
    const secret = (await linkOf(florin, 'secret@example.com')).split('/').at(-1) as string;
    for (const table of ['mail', 'mailed_token', 'mail_request']) {
      const rows = await florin.sql(`select ${table}::text as row from ${table}`);
      const hex = Buffer.from(secret).toString('hex');
      for (const { row } of rows)
        assert.ok(!String(row).includes(secret) && !String(row).includes(hex), table);
    }
  });

  it('keeps no card number, neither from a field nor from the name of the browser', async () => {
    const NUMBER = '4539578763621486';
    const visitor = new Visitor(florin);
    const typed = await visitor.submit('/signup', { email: `${NUMBER}@example.com` });
    assert.equal(typed.status, 400);
    assert.ok(!typed.body.includes(NUMBER));
    await addPerson(florin, 'careless@example.com');
    const { body } = await visitor.get('/login');
    const form = /name="form" value="([^"]+)"/.exec(body)?.[1] as string;
    const fields = { form, email: 'careless@example.com', password: GOOD_PASSWORD };
    const headers = { 'user-agent': `Mozilla/5.0 ${NUMBER}` };
    assert.equal((await visitor.post('/login', fields, headers)).status, 303);
    const rows = await florin.sql(
      `select mail_request::text as row from mail_request union all select person_session::text from person_session`,
    );
    assert.ok(rows.some(({ row }) => String(row).includes('Mozilla/5.0')));
    for (const { row } of rows) assert.ok(!String(row).includes(NUMBER), String(row));
  });

  it('takes a link once, for a day', async () => {
    const mary = new Visitor(florin);
    await mary.submit('/signup', { email: 'mary@example.com' });
    const first = await linkOf(florin, 'mary@example.com');
    const { body } = await mary.get(first);
    const form = /name="form" value="([^"]+)"/.exec(body)?.[1] as string;
    const other = new Visitor(florin);
    await other.submit('/signup', { email: 'mary@example.com' });
    const second = await linkOf(florin, 'mary@example.com', 2);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => mary.post(first, { form, new_password: GOOD_PASSWORD })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 404, 404, 404]);
    assert.equal((await other.get(second)).status, 404, 'the other link to that address has ended too');

    await other.submit('/signup', { email: 'late@example.com' });
    const late = await linkOf(florin, 'late@example.com');
    clock.move(23.9 * HOUR_MS);
    assert.equal((await other.get(late)).status, 200);
    clock.move(0.1 * HOUR_MS);
    const answer = await other.get(late);
    assert.equal(answer.status, 404);
    assert.match(answer.body, /This link does not work/);
  });

  it('refuses a password that is easy to guess, and leaves the link as it is', async () => {
    const joan = new Visitor(florin);
    await joan.submit('/signup', { email: 'joan.harbour@example.com' });
    const link = await linkOf(florin, 'joan.harbour@example.com');
    for (const [new_password, says] of [
      ['1234567', /at least 8 characters/],
      ['joan.harbour', /too easy to guess/],
    ] as const) {
      const answer = await joan.submit(link, { new_password });
      assert.equal(answer.status, 400);
      assert.match(answer.body, says);
    }
    assert.equal((await joan.submit(link, { new_password: GOOD_PASSWORD })).status, 303);
  });

  it('writes in the language of the page', async () => {
    await new Visitor(florin, { language: 'zh' }).submit('/signup', { email: 'lin@example.com' });
    const mail = await mailTo(florin, 'lin@example.com');
    assert.equal(mail.subject, '确认您的邮箱地址');
    assert.match(mail.text, /链接一天内有效[\s\S]*/);
    assert.match(mail.text, /lang=zh/);
    await new Visitor(florin).submit('/signup', { email: 'ann@example.com' });
    assert.equal((await mailTo(florin, 'ann@example.com')).subject, 'Confirm your e-mail address');
  });

  it('fills nobody’s mailbox: five mails an hour, while the answer stays the same', async () => {
    for (let n = 0; n < 7; n++) {
      const answer = await new Visitor(florin, { address: `203.0.113.${100 + n}` }).submit('/signup', {
        email: 'full@example.com',
      });
      assert.equal(answer.status, 200);
    }
    await until(async () => (await florin.sql('select from mail_request')).length === 0);
    assert.equal((await florin.sql(`select from mail where recipient = 'full@example.com'`)).length, 5);
  });

  it('refuses an address that asks for many mails', async () => {
    const eve = new Visitor(florin, { address: '198.51.100.200' });
    let last = await eve.get('/signup');
    for (let n = 0; n <= 30; n++) last = await eve.submit('/signup', { email: `eve${n}@example.com` });
    assert.equal(last.status, 429);
    assert.equal(last.headers['retry-after'], '3600');
  });
});
