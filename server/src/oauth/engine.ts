import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { Repeating } from '../kernel/repeating.ts';
import type { Log } from '../kernel/seldom.ts';
import { baseOf } from './certificates.ts';
import type { ProviderOptions } from './provider.ts';
import { maintainKeys, publishedKeys, type SigningKey } from './signing-keys.ts';

/** How often a process looks for new signing keys. */
const LOOK_MS = 2000;

interface Running {
  readonly provider: Provider;
  readonly callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** The keys that it was built with, in their order. */
  readonly kids: string;
}

/**
 * The provider, built when it is first asked for, and again when the signing keys have changed: the library reads them once.
 * What it keeps lies in the database, so requests may go to either.
 */
export class Engine {
  readonly #options: ProviderOptions;
  readonly #looking: Repeating;
  #running: Promise<Running> | null = null;

  constructor(options: ProviderOptions, seldom: Log) {
    this.#options = options;
    this.#looking = new Repeating(
      LOOK_MS,
      () => this.follow(),
      (error) => seldom.warn({ err: error }, 'the OAuth signing keys could not be read'),
    );
  }

  stop(): Promise<void> {
    return this.#looking.stop();
  }

  async provider(): Promise<Provider> {
    return (await this.#run()).provider;
  }

  /**
   * Answers a request by the provider. The addresses that it writes, and those that it compares assertions and proofs with, are
   * those of the issuer, whatever the request says of host and scheme: in its fields, or in its first line (RFC 9112 section 3.2.2).
   */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { callback } = await this.#run();
    request.url = request.url?.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
    const { publicUrl, settings } = this.#options;
    const { host, protocol } = new URL(baseOf(request, publicUrl, settings.clientCertificatePort));
    for (const name of Object.keys(request.headers))
      if (name.startsWith('x-forwarded-') || name === 'forwarded') delete request.headers[name];
    request.headers.host = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    await callback(request, response);
  }

  /** Takes over signing keys that have been added, have begun to sign or have been retired, once the provider runs. */
  async follow(): Promise<void> {
    if (this.#running === null) return;
    const { home, keys, clock } = this.#options;
    const { kids } = await this.#running;
    const now = clock.now();
    await maintainKeys(home, keys, now);
    const published = await publishedKeys(home, keys, now);
    if (kidsOf(published) !== kids) this.#running = this.#build(published);
  }

  #run(): Promise<Running> {
    this.#running ??= this.#begin().catch((error) => {
      this.#running = null;
      throw error;
    });
    return this.#running;
  }

  async #begin(): Promise<Running> {
    const { home, keys, clock } = this.#options;
    const now = clock.now();
    await maintainKeys(home, keys, now);
    return this.#build(await publishedKeys(home, keys, now));
  }

  async #build(published: readonly SigningKey[]): Promise<Running> {
    // Loaded when it is needed: it is large.
    const { buildProvider } = await import('./provider.ts');
    const provider = buildProvider(this.#options, published);
    return { provider, callback: provider.callback() as Running['callback'], kids: kidsOf(published) };
  }
}

function kidsOf(published: readonly SigningKey[]): string {
  return published.map(({ kid }) => kid).join(' ');
}
