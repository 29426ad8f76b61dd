import { type InnerList, type Item, serializeDictionary } from 'structured-headers';
import type { Clock } from '../kernel/clock.ts';
import type { SignRequest } from '../kernel/own-request.ts';
import { componentsOf, contentDigest, type Field, linesOf, signatureBase, signed } from './rfc9421/index.ts';
import type { SigningKeys } from './signing-keys.ts';

/**
 * Signs Florin's own requests with the key by which it signs its answers (RFC 9421). All of a request is covered: the method, the
 * address, the given fields, and the body by its digest.
 */
export function requestSigner(keys: SigningKeys, clock: Clock): SignRequest {
  return async ({ method, url, fields, body }, tag) => {
    const digest = contentDigest(body);
    const all: Field[] = [...Object.entries(fields), ['content-digest', digest]];
    const items = ['@method', '@target-uri', ...all.map(([name]) => name)].map(
      (name): Item => [name, new Map()],
    );
    const key = await keys.signing();
    // In the order that the strictest of the libraries wants.
    const parameters = new Map<string, number | string>([
      ['created', Math.floor(clock.now() / 1000)],
      ['alg', key.algorithm],
      ['keyid', key.id],
      ['tag', tag],
    ]);
    const input: InnerList = [items, parameters];
    const request = {
      kind: 'request',
      method,
      scheme: url.protocol === 'https:' ? 'https' : 'http',
      authority: url.host,
      target: url.pathname + url.search,
      fields: all,
    } as const;
    const base = signatureBase(linesOf(request, componentsOf(items, 'request')), input);
    const value = new Uint8Array(await signed(key, Buffer.from(base)));
    return {
      'content-digest': digest,
      'signature-input': serializeDictionary(new Map([['florin', input]])),
      signature: serializeDictionary(new Map([['florin', [value, new Map()]]])),
    };
  };
}
