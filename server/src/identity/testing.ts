/** A browser's side of the pages, without a browser: cookies, forms and their tokens. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { until } from '../../../test/processes.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Answer, TestPlatform } from '../testing.ts';
import { hashPassword } from './people/passwords.ts';

export const GOOD_PASSWORD = 'plum-violin-harbour-72';

/** A clock that stands still until it is moved. */
export class HandClock implements Clock {
  #now = Date.parse('2026-05-04T10:00:10Z');

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return performance.now();
  }

  move(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export interface Page extends Answer {
  readonly body: string;
  readonly location: string | undefined;
}

interface VisitorOptions {
  readonly language?: 'en' | 'zh';
  readonly address?: string;
}

export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #florin: TestPlatform;
  readonly #language: string;
  readonly #address: string;

  constructor(florin: TestPlatform, { language = 'en', address = '203.0.113.7' }: VisitorOptions = {}) {
    this.#florin = florin;
    this.#language = language;
    this.#address = address;
  }

  get(path: string): Promise<Page> {
    return this.#ask('GET', path);
  }

  /** Sends a form as it is given. */
  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.#ask('POST', path, new URLSearchParams(fields).toString(), { ...type, ...headers });
  }

  /** Opens the page with the form, fills it in and sends it. */
  async submit(page: string, fields: Record<string, string>, path = page): Promise<Page> {
    const { body } = await this.get(page);
    return this.post(path, { form: formToken(body), ...fields });
  }

  signIn(email: string, password: string): Promise<Page> {
    return this.submit('/login', { email, password });
  }

  /** Whether a session is in use. */
  async isSignedIn(): Promise<boolean> {
    return (await this.get('/account')).status === 200;
  }

  /** Signs up, with the link of the mail. */
  async signUp(email: string, password = GOOD_PASSWORD): Promise<Page> {
    await this.submit('/signup', { email });
    return this.submit(await linkOf(this.#florin, email), { new_password: password });
  }

  async #ask(
    method: 'GET' | 'POST',
    url: string,
    payload?: string,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    const answer = await this.#florin.app.inject({
      ...{ method, url, remoteAddress: this.#address },
      headers: {
        'accept-language': this.#language === 'zh' ? 'zh-CN,zh;q=0.9' : 'en',
        'user-agent':
          'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
        ...(this.cookies.size === 0
          ? {}
          : { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const { statusCode: status, body } = answer;
    return { status, body, headers: answer.headers, location: answer.headers.location };
  }
}

/** The token of the page's first form. */
export function formToken(body: string): string {
  const token = /name="form" value="([^"]+)"/.exec(body)?.[1];
  assert.ok(token !== undefined, 'the page has a form');
  return token;
}

export interface ReadMail {
  readonly subject: string;
  readonly text: string;
}

/** The newest mail to the address, once there are so many. */
export async function mailTo(florin: TestPlatform, email: string, count = 1): Promise<ReadMail> {
  const ids = async () =>
    (await florin.sql(
      'select mail_id::text as id, subject from mail where recipient = $1 order by mail_id desc',
      [email],
    )) as { id: string; subject: string }[];
  await until(async () => (await ids()).length >= count);
  const list = await new Visitor(florin).get('/mail');
  const subject = (await ids())[0]?.subject as string;
  for (const [, path = ''] of list.body.matchAll(/href="(\/mail\/mail_\w+)/g)) {
    const { body } = await new Visitor(florin).get(path);
    if (!body.includes(email) || !body.includes(`<h1>${subject}</h1>`)) continue;
    const text = /<pre>([\s\S]*)<\/pre>/.exec(body)?.[1]?.replace(/<[^>]+>/g, '') as string;
    return { subject, text: text.replaceAll('&#61;', '=').replaceAll('&#38;', '&') };
  }
  return assert.fail('the mail is not in the mailbox');
}

/** The path of the link in the newest mail. */
export async function linkOf(florin: TestPlatform, email: string, count = 1): Promise<string> {
  const { text } = await mailTo(florin, email, count);
  const url = new URL(/https?:\/\/\S+/.exec(text)?.[0] as string);
  return url.pathname;
}

/** Adds a person whose address is taken as proved. */
export async function addPerson(
  florin: TestPlatform,
  email: string,
  { password = GOOD_PASSWORD, language = 'en' }: { password?: string; language?: 'en' | 'zh' } = {},
): Promise<void> {
  await florin.sql(
    `insert into person (person_id, email, password_hash, language, created_at) values ($1, $2, $3, $4, now())`,
    [randomUUID(), email, await hashPassword(password), language],
  );
}
