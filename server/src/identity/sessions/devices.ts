import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../../vault/index.ts';
import type { PersonId } from '../people/person.ts';

/** People who may share a browser, the last one first. Beyond that the one who signed in longest ago is forgotten. */
const PEOPLE_MAX = 5;

/**
 * A cookie by which a browser shows that people have signed in with it before. It gives no access: it only has its guesses counted
 * by themselves (after OWASP's "device cookies"). It holds a number of its own and an HMAC for each person.
 */
export function knownDevice(keys: KeyRing, cookie: string | undefined, person: PersonId): string | null {
  for (const entry of entriesOf(cookie)) {
    const [number = '', mac = ''] = entry.split('.');
    const found = Buffer.from(mac, 'base64url');
    const expected = macOf(keys, person, number);
    if (found.length === expected.length && timingSafeEqual(found, expected)) return number;
  }
  return null;
}

/** The cookie after the person has signed in. */
export function rememberDevice(keys: KeyRing, cookie: string | undefined, person: PersonId): string {
  const known = knownDevice(keys, cookie, person);
  const number = known ?? randomBytes(16).toString('base64url');
  const others = entriesOf(cookie).filter((entry) => known === null || !entry.startsWith(`${known}.`));
  const entry = `${number}.${macOf(keys, person, number).toString('base64url')}`;
  return [entry, ...others].slice(0, PEOPLE_MAX).join('~');
}

function entriesOf(cookie: string | undefined): string[] {
  return cookie === undefined ? [] : cookie.split('~').slice(0, PEOPLE_MAX);
}

function macOf(keys: KeyRing, person: PersonId, number: string): Buffer {
  return keys.mac('people', `device ${person} ${number}`);
}
