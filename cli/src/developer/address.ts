/** What a base URL and a key look like. Both are looked at before the network is asked. */
import { CommandError } from './trouble.ts';

/** @throws CommandError if no Florin can be there. */
export function readBaseUrl(text: string): string {
  const url = parseUrl(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new CommandError(
      'arguments',
      `The base URL ${JSON.stringify(text)} is no address: it begins with https://, as in https://pay.example, or with http:// on your own machine.`,
    );
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new CommandError(
      'arguments',
      `The base URL of ${url.host} is the address alone: no name, "?" or "#".`,
    );
  if (url.protocol === 'http:' && !isThisMachine(url.hostname))
    throw new CommandError(
      'arguments',
      `The base URL ${text} would send your key unencrypted: use https://. Only this machine may be asked by http://.`,
    );
  const address = url.href.replace(/\/+$/, '');
  if (address.endsWith('/v1'))
    throw new CommandError(
      'arguments',
      `The base URL ${text} ends with /v1: write ${address.slice(0, -3)}, as each call adds its own path.`,
    );
  return address;
}

/** Null if it is none. Node 20 has no `URL.parse`. */
export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}

/** @throws CommandError if it is no secret key. The message does not repeat it. */
export function readKey(text: string): string {
  const key = text.trim();
  if (key.startsWith('pk_'))
    throw new CommandError(
      'signedOut',
      'This is a publishable key (pk_…), which can exchange cards and no more: take the secret key (sk_…).',
    );
  if (!/^sk_(test|live)_[\w-]{16,100}$/.test(key))
    throw new CommandError(
      'signedOut',
      'This is no key of Florin: a secret key begins with sk_test_ or sk_live_ and goes on with letters, digits, "-" and "_".',
    );
  return key;
}
