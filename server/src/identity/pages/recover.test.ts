import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../../../../test/processes.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, formToken, GOOD_PASSWORD, HandClock, linkOf, mailTo, Visitor } from '../testing.ts';

const NEW_PASSWORD = 'seven-quiet-otters-41';

describe('a forgotten password', () => {
  let florin: TestPlatform;
  const clock = new HandClock();
  before(async () => {
    florin = await openTestPlatform({ mailbox: true, clock });
    for (const name of ['ada', 'grace', 'mary', 'kate']) await addPerson(florin, `${name}@example.com`);
    await addPerson(florin, 'lin@example.com', { language: 'zh' });
  });
  after(() => florin.close());

  it('is chosen anew behind a link that is mailed, which ends every session', async () => {
    const ada = new Visitor(florin);
    await ada.signIn('ada@example.com', GOOD_PASSWORD);
    const reader = new Visitor(florin);
    await reader.submit('/recover', { email: 'ada@example.com' });
    const link = await linkOf(florin, 'ada@example.com');
    assert.match(link, /^\/recover\/[\w-]{43}$/);
    const chosen = await reader.submit(link, { new_password: NEW_PASSWORD });
    assert.equal(chosen.location, '/login/recovered?lang=en');
    assert.match((await reader.get('/login/recovered')).body, /Your password has been changed/);
    assert.equal(await ada.isSignedIn(), false);
    assert.equal((await reader.signIn('ada@example.com', GOOD_PASSWORD)).status, 401);
    assert.equal((await reader.signIn('ada@example.com', NEW_PASSWORD)).status, 303);
    const told = await mailTo(florin, 'ada@example.com', 2);
    assert.equal(told.subject, 'Your password was changed');
  });

  it('is answered the same for an address that nobody has, to which nothing is mailed', async () => {
    const answers = [];
    for (const email of ['grace@example.com', 'nobody@example.com']) {
      const { status, body } = await new Visitor(florin).submit('/recover', { email });
      answers.push([status, body.replaceAll(email, '').replace(/nonce="[^"]+"/g, '')]);
      assert.match(body, /If there is an account for/);
    }
    assert.deepEqual(answers[0], answers[1]);
    await mailTo(florin, 'grace@example.com');
    await until(async () => (await florin.sql('select from mail_request')).length === 0);
    assert.deepEqual(await florin.sql(`select from mail where recipient = 'nobody@example.com'`), []);
    assert.deepEqual(await florin.sql(`select from mailed_token where email = 'nobody@example.com'`), []);
  });

  it('has links that work once, for half an hour', async () => {
    const mary = new Visitor(florin);
    await mary.submit('/recover', { email: 'mary@example.com' });
    const link = await linkOf(florin, 'mary@example.com');
    const form = formToken((await mary.get(link)).body);
    const post = async () => {
      for (;;) {
        const answer = await mary.post(link, { form, new_password: NEW_PASSWORD });
        // A busy machine had no connection in time, and nothing was done.
        if (answer.status !== 503) return answer;
      }
    };
    const answers = await Promise.all(Array.from({ length: 4 }, post));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 404, 404, 404]);
    assert.equal((await mary.get(link)).status, 404);

    await mary.submit('/recover', { email: 'kate@example.com' });
    const late = await linkOf(florin, 'kate@example.com');
    clock.move(29 * 60_000);
    assert.equal((await mary.get(late)).status, 200);
    clock.move(60_000);
    assert.equal((await mary.get(late)).status, 404);
  });

  it('opens nothing with a link for something else', async () => {
    const visitor = new Visitor(florin);
    await visitor.submit('/signup', { email: 'new@example.com' });
    const link = await linkOf(florin, 'new@example.com');
    assert.equal((await visitor.get(link.replace('/signup/', '/recover/'))).status, 404);
  });

  it('is written of in the person’s language', async () => {
    await new Visitor(florin).submit('/recover', { email: 'lin@example.com' });
    const mail = await mailTo(florin, 'lin@example.com');
    assert.equal(mail.subject, '重设密码');
    assert.match(mail.text, /链接 30 分钟内有效/);
  });
});
