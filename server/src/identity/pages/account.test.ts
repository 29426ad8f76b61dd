import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { idFromUuid } from '../../kernel/ids.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, GOOD_PASSWORD, HandClock, mailTo, Visitor } from '../testing.ts';

const NEW_PASSWORD = 'seven-quiet-otters-41';

describe('the account page', () => {
  let florin: TestPlatform;
  const clock = new HandClock();
  before(async () => {
    florin = await openTestPlatform({ mailbox: true, clock });
  });
  after(() => florin.close());

  /** So many browsers in which the person has signed in. */
  const signedIn = async (email: string, count: number): Promise<[Visitor, ...Visitor[]]> => {
    await addPerson(florin, email);
    const visitors = Array.from(
      { length: count },
      (_, n) => new Visitor(florin, { address: `198.51.100.${n}` }),
    );
    for (const visitor of visitors) await visitor.signIn(email, GOOD_PASSWORD);
    return visitors as [Visitor, ...Visitor[]];
  };
  const standing = (visitors: readonly Visitor[]) => Promise.all(visitors.map((each) => each.isSignedIn()));

  it('is shown to whoever has signed in', async () => {
    assert.equal((await new Visitor(florin).get('/account')).location, '/login?next=%2Faccount&lang=en');
  });

  it('lists the sessions, with browser and address, and ends one', async () => {
    const [here, there, third] = await signedIn('ada@example.com', 3);
    const { body } = await here.get('/account');
    assert.equal(body.match(/Chrome on Linux<\/strong>/g)?.length, 3);
    for (const address of ['198.51.100.0', '198.51.100.1', '198.51.100.2']) assert.ok(body.includes(address));
    assert.match(body, /2026-05-04 10:00 UTC/);
    assert.equal(body.match(/This browser/g)?.length, 1);
    const row = body.split('<li>').find((each) => each.includes('198.51.100.1')) ?? '';
    const session = /name="session" value="(ses_\w+)"/.exec(row)?.[1] as string;
    await here.submit('/account', { session }, '/account/sessions/end');
    assert.deepEqual(await standing([here, there as Visitor, third as Visitor]), [true, false, true]);
  });

  it('ends no session of somebody else', async () => {
    const [grace] = await signedIn('grace@example.com', 1);
    const [eve] = await signedIn('eve@example.com', 1);
    const [row] = await florin.sql(
      `select session_id from person_session join person using (person_id) where email = 'grace@example.com'`,
    );
    const session = idFromUuid('ses', String(row?.session_id));
    await eve.submit('/account', { session }, '/account/sessions/end');
    assert.equal(await grace.isSignedIn(), true);
  });

  it('ends all other sessions', async () => {
    const visitors = await signedIn('mary@example.com', 3);
    await visitors[0].submit('/account', {}, '/account/sessions/end-others');
    assert.deepEqual(await standing(visitors), [true, false, false]);
  });

  it('changes the password, which ends all other sessions and is told by mail', async () => {
    const visitors = await signedIn('kate@example.com', 3);
    const [kate] = visitors;
    const change = (password: string, new_password: string) =>
      kate.submit('/account', { password, new_password }, '/account/password');
    const wrong = await change('wrong', NEW_PASSWORD);
    assert.match(wrong.body, /The current password is wrong/);
    assert.match((await change(GOOD_PASSWORD, 'kate@example.com')).body, /too easy to guess/);
    assert.deepEqual(await standing(visitors), [true, true, true]);
    assert.equal((await change(GOOD_PASSWORD, NEW_PASSWORD)).location, '/account/changed?lang=en');
    assert.deepEqual(await standing(visitors), [true, false, false]);
    assert.equal((await new Visitor(florin).signIn('kate@example.com', GOOD_PASSWORD)).status, 401);
    assert.equal((await new Visitor(florin).signIn('kate@example.com', NEW_PASSWORD)).status, 303);
    assert.equal((await mailTo(florin, 'kate@example.com')).subject, 'Your password was changed');
  });

  it('lets whoever has a session guess at the password no more than anybody', async () => {
    const [joan] = await signedIn('joan@example.com', 1);
    const statuses = [];
    for (let n = 0; n < 11; n++) {
      const sent = { password: `guess ${n}`, new_password: NEW_PASSWORD };
      statuses.push((await joan.submit('/account', sent, '/account/password')).status);
    }
    assert.deepEqual(statuses, [...Array(10).fill(400), 429]);
  });
});
