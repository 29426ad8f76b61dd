import { isIP } from 'node:net';
import { isLoopback } from '../../kernel/address.ts';
import { Problem } from '../../kernel/problem.ts';
import type { RelyingParty } from '../sessions/passkeys.ts';
import type { Visit } from './visit.ts';

/** The name that keys are bound to. An address is none; on this machine `localhost` is. Throws `not_found` where there is none. */
export function partyOf(visit: Visit, publicUrl: string): RelyingParty {
  const party = findParty(visit, publicUrl);
  if (party === null) throw new Problem('not_found');
  return party;
}

/** Null where the site has no name that keys could be bound to. */
export function findParty({ request }: Visit, publicUrl: string): RelyingParty | null {
  const { protocol, hostname, origin } = new URL(publicUrl);
  const here = URL.parse(`${protocol}//${request.headers.host}`);
  if (isLoopback(hostname) && here?.hostname === 'localhost') return { id: 'localhost', origin: here.origin };
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { id: hostname, origin } : null;
}
