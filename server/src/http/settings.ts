import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Fault, optional, setting, text, whole } from '../kernel/setting.ts';

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
  clientCertificatePort: optional(
    'FLORIN_MTLS_PORT',
    whole(1, 65_535),
    'no client is asked for a certificate',
    'A second port for HTTPS, on which clients are asked for a certificate of their own. On the first they are not, because browsers would ask the people in front of them.',
  ),
  clientAuthorities: optional(
    'FLORIN_MTLS_CA',
    text,
    'no authority is trusted',
    'A PEM file with the certificates of the authorities whose client certificates prove who an app is (`tls_client_auth`, see [OAuth](oauth.md#bound-to-a-certificate-mutual-tls-rfc-8705)). Certificates that apps have signed themselves need none.',
  ),
} as const;
