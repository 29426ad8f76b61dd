import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { pino } from 'pino';
import { inTransaction, openPool } from '../database/index.ts';
import { HandClock } from '../identity/testing.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import type { KeyRing } from '../vault/index.ts';
import { writeMail } from './index.ts';
import { MailSender } from './sender.ts';
import { openMailServer, type TestMailServer } from './testing.ts';

const HOUR_MS = 3_600_000;

describe('mails', () => {
  let florin: TestPlatform;
  let server: TestMailServer;
  let home: pg.Pool;
  let keys: KeyRing;
  let sender: MailSender;
  const clock = new HandClock();
  const logged: string[] = [];
  before(async () => {
    [florin, server] = await Promise.all([openTestPlatform(), openMailServer()]);
    home = openPool(florin.databaseUrl, 'home', 2);
    keys = florin.keys;
    const seldom = pino({ level: 'trace' }, { write: (line) => void logged.push(line) });
    const from = 'Florin <no-reply@pay.example>';
    sender = new MailSender({ home, keys, clock, seldom, smtpUrl: server.url, from });
    // It is asked by hand here.
    await sender.stop();
  });
  after(async () => {
    await home.end();
    await florin.close();
    await server.close();
  });

  const write = (recipient: string, fail = false) =>
    inTransaction(home, async (transaction) => {
      const text = {
        subject: '确认您的邮箱',
        text: 'Open http://127.0.0.1:4242/signup/secret-of-this-mail\n.\nBye',
      };
      await writeMail(
        transaction,
        keys,
        { recipient, ...text, expiresAt: clock.now() + HOUR_MS },
        clock.now(),
      );
      if (fail) throw new Error('the rest failed');
    });
  const waiting = async () => (await florin.sql('select from mail')).length;

  it('are sent as text after what they are about, and are kept no longer', async () => {
    await assert.rejects(write('nobody@example.com', true), /the rest failed/);
    await write('ada@example.com');
    assert.equal(await sender.sendAll(), 1);
    const [mail] = server.received;
    assert.deepEqual([mail?.from, mail?.to], ['no-reply@pay.example', 'ada@example.com']);
    assert.match(mail?.data ?? '', /^From: Florin <no-reply@pay\.example>$/m);
    assert.match(mail?.data ?? '', /^Content-Type: text\/plain; charset=utf-8$/m);
    assert.match(mail?.data ?? '', /signup\/secret-of-this-mail/);
    assert.equal(await waiting(), 0);
  });

  it('are tried again, less and less often, until they are of no use', async () => {
    server.answer = '451 ada@example.com: later, please';
    await write('grace@example.com');
    const tries = async () => Number((await florin.sql('select tries from mail'))[0]?.tries);
    assert.equal(await sender.sendAll(), 0);
    assert.equal(await tries(), 1);
    for (const [wait, after] of [
      [29_999, 1],
      [1, 2],
      [59_999, 2],
      [1, 3],
    ] as const) {
      clock.move(wait);
      await sender.sendAll();
      assert.equal(await tries(), after);
    }
    server.answer = '250 go on';
    clock.move(HOUR_MS);
    assert.equal(await sender.sendAll(), 0, 'the link in it has ended');
    assert.match(logged.join(), /"reason":"EENVELOPE 451".*a mail was not sent/);
    await florin.sql('delete from mail');
  });

  it('are taken by one process at a time', async () => {
    for (let n = 0; n < 6; n++) await write(`person${n}@example.com`);
    const before = server.received.length;
    const sent = await Promise.all([sender.sendAll(), sender.sendAll()]);
    assert.equal(sent[0] + sent[1], 6);
    const to = server.received.slice(before).map((mail) => mail.to);
    assert.equal(new Set(to).size, 6);
  });

  it('leave no address and no link in the log, and lie sealed in the database', async () => {
    assert.ok(logged.length > 0);
    assert.doesNotMatch(logged.join(), /@example\.com|secret-of-this-mail/);
    await write('mary@example.com');
    const [row] = await florin.sql('select mail::text as row from mail');
    assert.ok(!String(row?.row).includes(Buffer.from('secret-of-this-mail').toString('hex')));
  });
});

describe('the development mailbox', () => {
  const visit = async (florin: TestPlatform, url: string, headers: Record<string, string> = {}) =>
    florin.app.inject({ url, headers: { host: '127.0.0.1:4242', 'accept-language': 'en', ...headers } });

  it('shows mails, to whoever asks by a name of this machine', async () => {
    const florin = await openTestPlatform({ mailbox: true });
    const home = openPool(florin.databaseUrl, 'home', 1);
    assert.match((await visit(florin, '/mail')).body, /No mail yet/);
    assert.match((await visit(florin, '/mail', { 'accept-language': 'zh-CN' })).body, /还没有邮件/);
    await inTransaction(home, (transaction) =>
      writeMail(
        transaction,
        florin.keys,
        {
          recipient: 'ada@example.com',
          subject: '<b>Hello</b>',
          text: 'See http://127.0.0.1/a?b=1 & go',
          expiresAt: 9e12,
        },
        Date.now(),
      ),
    );
    const path = /href="(\/mail\/mail_\w+)/.exec((await visit(florin, '/mail')).body)?.[1] as string;
    const mail = await visit(florin, path);
    assert.match(mail.body, /<h1>&#60;b&#62;Hello/);
    assert.match(mail.body, /<a href="http:\/\/127\.0\.0\.1\/a\?b&#61;1">/);
    assert.equal((await visit(florin, '/mail/mail_7zzzzzzzzzzzzzzzzzzzzzzzzz')).statusCode, 404);
    // A name of somebody else's that leads here, as in DNS rebinding.
    const rebound = { host: 'evil.example:4242', 'x-forwarded-host': '127.0.0.1' };
    for (const url of ['/mail', path]) assert.equal((await visit(florin, url, rebound)).statusCode, 404);
    await home.end();
    await florin.close();
  });

  it('is not there unless it is asked for, nor where mails are sent', async () => {
    for (const options of [{}, { mailbox: true, smtpUrl: 'smtp://127.0.0.1:9' }]) {
      const florin = await openTestPlatform(options);
      assert.equal((await visit(florin, '/mail')).statusCode, 404);
      await florin.close();
    }
  });
});
