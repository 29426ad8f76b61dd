import { lookup as lookUpOnThisMachine, Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';
import type { WebAddress } from '../../kernel/web-address.ts';

/** Looks up the addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Thrown when no connection is made because webhooks may not go to the address. */
export class AddressRefused extends Error {
  constructor() {
    super('the address is private or reserved');
  }
}

const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/**
 * Returns whether the address is on the public internet. Addresses of this machine and its network are not, and neither are
 * addresses that wrap such an address (mapped, translated or tunnelled).
 */
export function isPublicAddress(address: string): boolean {
  // ipaddr.js also parses short and octal forms, which other software reads as different addresses.
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}

/** Returns why webhooks may not go to this URL, judged by its text alone, or null if they may. */
export function faultOfUrl(address: WebAddress, allowPrivate: boolean): string | null {
  if (allowPrivate) return null;
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'https:') return 'It does not begin with https://.';
  const host = bare(hostname);
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'Its address is private or reserved.';
  if (/(^|\.)localhost\.?$/.test(host)) return 'Its host is this machine.';
  return null;
}

/** Asks only the name servers. This does not block a thread, so a slow name server does not delay other lookups. */
const resolver = new Resolver({ timeout: 2000, tries: 2 });
const resolveOnTheInternet: Resolve = async (hostname) => {
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (found.length === 0) throw (answers[0] as PromiseRejectedResult).reason;
  return found;
};
/** Also reads /etc/hosts, which a developer's machine needs. */
const resolveOnThisMachine: Resolve = async (hostname) =>
  (await lookUpOnThisMachine(hostname, { all: true })).map(({ address }) => address);

export interface DialOptions {
  readonly allowPrivate: boolean;
  /** The origin of a program of this installation, which may be dialled wherever it is. */
  readonly ownOrigin?: string;
  readonly timeoutMs: number;
  readonly resolve?: Resolve;
}

/** Opens connections for webhooks: the address is checked after it is resolved, and that very address is dialled. */
export function dialer({
  allowPrivate,
  ownOrigin,
  timeoutMs,
  resolve,
}: DialOptions): buildConnector.connector {
  const allowed = (address: string) => allowPrivate || isPublicAddress(address);
  const find = resolve ?? (allowPrivate ? resolveOnThisMachine : resolveOnTheInternet);
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    find(hostname).then(
      (found) => {
        const addresses = found.filter(allowed).map((address) => ({ address, family: isIP(address) }));
        const [first] = addresses;
        if (first === undefined) callback(new AddressRefused(), '', 0);
        else if (all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, '', 0),
    );
  };
  const connect = buildConnector({ lookup, timeout: timeoutMs, allowH2: false });
  const connectToOwn = buildConnector({ timeout: timeoutMs, allowH2: false });
  return (options, callback) => {
    const host = bare(options.hostname);
    if (`${options.protocol}//${options.host}` === ownOrigin) connectToOwn(options, callback);
    // A literal address is dialled without being looked up.
    else if (isIP(host) !== 0 && !allowed(host)) callback(new AddressRefused(), null);
    else connect(options, callback);
  };
}

/** The host of a URL without the brackets of an IPv6 address. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
