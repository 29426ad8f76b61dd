/** A person's browser in the flows of apps, for tests. */
import assert from 'node:assert/strict';
import { hash, randomUUID } from 'node:crypto';
import { formToken, type Page, Visitor } from '../../identity/testing.ts';
import type { TestProvider } from '../testing.ts';

/** Of the demo app. Nothing has to listen there: the address is read from where the browser is sent. */
export const REDIRECT_URI = 'http://127.0.0.1:4299/callback';

/** Follows redirections within Florin, to the page or to the address outside that they lead to. */
export async function follow(florin: TestProvider, visitor: Visitor, url: string): Promise<Page> {
  let page = await visitor.get(url.replace(florin.url, ''));
  while (page.location?.startsWith(florin.url) || page.location?.startsWith('/'))
    page = await visitor.get(page.location.replace(florin.url, ''));
  return page;
}

/** The demo merchant's owner, signed in. */
export async function owner(florin: TestProvider): Promise<Visitor> {
  const visitor = new Visitor(florin);
  await visitor.signIn(florin.developer.email, florin.developer.password);
  return visitor;
}

/** Sends the form of the consent page. Returns the page of ours, or the address of the app, that it leads to. */
export async function finishConsent(
  florin: TestProvider,
  visitor: Visitor,
  consent: Page,
  fields: Record<string, string> = { account: florin.account, allow: 'yes' },
): Promise<Page> {
  assert.equal(consent.status, 200, consent.body);
  const path = /action="(\/oauth\/interaction\/[^"?]+)/.exec(consent.body)?.[1] as string;
  const scopes = /name="scopes" value="([^"]*)"/.exec(consent.body)?.[1];
  const hidden = { form: formToken(consent.body), ...(scopes === undefined ? {} : { scopes }) };
  const { location, body } = await visitor.post(path, { ...hidden, ...fields });
  assert.ok(location !== undefined, body);
  return follow(florin, visitor, location);
}

/** The same, where it leads back to the app. */
export async function answerConsent(...args: Parameters<typeof finishConsent>): Promise<URL> {
  const page = await finishConsent(...args);
  return new URL(page.location ?? assert.fail(page.body));
}

/** The parameters of an authorization request of the demo app, with the verifier that its code needs. */
export function request(florin: TestProvider, changes: Record<string, string> = {}) {
  const verifier = randomUUID() + randomUUID();
  const fields: Record<string, string> = {
    ...{ client_id: florin.client_id, response_type: 'code', redirect_uri: REDIRECT_URI },
    ...{ scope: 'payments:read offline_access', code_challenge_method: 'S256' },
    code_challenge: hash('sha256', verifier, 'base64url'),
    ...changes,
  };
  return { fields, verifier, url: `/oauth/authorize?${new URLSearchParams(fields)}` };
}

/** A code that the owner has agreed to, as the fields that redeem it. */
export async function newCode(florin: TestProvider, visitor: Visitor, changes: Record<string, string> = {}) {
  const { url, verifier } = request(florin, { prompt: 'consent', ...changes });
  const back = await answerConsent(florin, visitor, await follow(florin, visitor, url));
  const code = back.searchParams.get('code') ?? assert.fail(back.href);
  return {
    grant_type: 'authorization_code',
    ...{ code, redirect_uri: REDIRECT_URI, code_verifier: verifier },
  };
}
