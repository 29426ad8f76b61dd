import { isLoopback } from '../kernel/address.ts';
import { Fault } from '../kernel/setting.ts';

/** Where a key encryption key is, as it is set. */
export type KekSource =
  | { readonly kind: 'root' }
  | { readonly kind: 'key'; readonly hex: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'transit'; readonly url: string };

const HEX_32_BYTES = /^[0-9a-f]{64}$/i;

/** Reads 32 bytes in hex; null where it is something else. */
export function parseKey(text: string): Buffer | null {
  return HEX_32_BYTES.test(text) ? Buffer.from(text, 'hex') : null;
}

/** Reads a setting. Throws `Fault`, which shows nothing of the value: it may be a key that was typed wrongly. */
export function kekSource(value: string): KekSource {
  if (value === 'root') return { kind: 'root' };
  if (HEX_32_BYTES.test(value)) return { kind: 'key', hex: value };
  if (value.startsWith('/')) return { kind: 'file', path: value };
  const url = URL.parse(value);
  if (url !== null && /^https?:$/.test(url.protocol)) return { kind: 'transit', url: transitUrl(url) };
  throw new Fault(
    'must be root, 32 bytes in hex, the path of a file with these (beginning with /), or the address of a Transit key, ' +
      'as https://vault.example:8200/v1/transit/keys/florin',
  );
}

/** The address of a key as the Transit API has it: `https://HOST/v1/MOUNT/keys/NAME`. */
function transitUrl(url: URL): string {
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new Fault(
      'must begin with https: unless the service is on this machine: data keys and the token go there',
    );
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new Fault(
      'must be an address alone: the token is set in FLORIN_KEK_TOKEN or FLORIN_KEK_TOKEN_FILE',
    );
  if (!/^\/v1\/[\w./-]+\/keys\/[\w.-]+$/.test(url.pathname))
    throw new Fault(
      'must be the address of a Transit key, which ends with /v1/transit/keys/ and the name of the key',
    );
  return url.href;
}
