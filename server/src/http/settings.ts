import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Fault, setting } from '../kernel/setting.ts';

const proxies = (value: string): string[] =>
  value.split(',').map((part) => {
    const each = part.trim();
    if (each === 'loopback' || isIP(each) !== 0) return each;
    // A range of all addresses would let everyone say where they come from.
    if (ipaddr.isValidCIDR(each) && isIP(each.split('/')[0] as string) !== 0 && !each.endsWith('/0'))
      return each;
    throw new Fault(
      `must be addresses, ranges as 10.0.0.0/8, or the word loopback, with commas between; one is "${each}"`,
    );
  });

export const settings = {
  trustedProxies: setting(
    'FLORIN_TRUSTED_PROXIES',
    proxies,
    'loopback',
    "The proxies whose `X-Forwarded-For` is trusted: addresses, ranges (`10.0.0.0/8`) or `loopback`, separated by commas. Behind any other proxy, all payers count as the proxy's address and share one [rate limit](rate-limits.md).",
  ),
} as const;
