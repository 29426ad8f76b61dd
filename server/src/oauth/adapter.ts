import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Clock } from '../kernel/clock.ts';
import type { Payload, StateStore, StoredState } from './state.ts';

/**
 * A rotated refresh token may be asked for once more, by the client that it is bound to, if the answer was lost. Sooner than this
 * it is somebody else who asks at the same time: one of them gets an answer.
 */
const RETRY_FROM_MS = 2000;
/** Later than this it is a copy that somebody uses, and all that came from the grant ends. */
const RETRY_UNTIL_MS = 30_000;

export interface AdapterOptions {
  readonly store: StateStore;
  readonly clock: Clock;
  /** What the provider is told of an app; undefined where there is none. */
  readonly findClient: (id: string) => Promise<object | undefined>;
  /** Whether whoever presents the app's refresh tokens has to prove who they are. */
  readonly provesItself: (clientId: string) => Promise<boolean>;
}

/** Kinds whose ids are random and are written once: a second row with the same id is refused. */
const WRITTEN_ONCE: ReadonlySet<string> = new Set([
  'AccessToken',
  'AuthorizationCode',
  'ClientCredentials',
  'RefreshToken',
  'ReplayDetection',
]);

/** What the provider asks of its storage. The checks and takings that have to be atomic are single statements. */
export class StateAdapter implements Adapter {
  readonly #model: string;
  readonly #options: AdapterOptions;

  constructor(model: string, options: AdapterOptions) {
    this.#model = model;
    this.#options = options;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { store } = this.#options;
    if (!WRITTEN_ONCE.has(this.#model)) {
      await store.save(this.#model, id, payload as Payload, expiresIn);
      return;
    }
    if (await store.insert(this.#model, id, payload as Payload, expiresIn)) return;
    throw new errors.InvalidRequest('this was used before, at the same time');
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (this.#model === 'Client') return (await this.#options.findClient(id)) as AdapterPayload | undefined;
    return this.#shown(await this.#options.store.find(this.#model, id));
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#shown(await this.#options.store.findByUid(uid));
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#shown(await this.#options.store.findByUserCode(userCode));
  }

  /** The provider ends the grant of whatever it is told has been consumed. */
  async #shown(state: StoredState | null): Promise<AdapterPayload | undefined> {
    if (state === null) return undefined;
    const consumed = state.consumedAt !== null && !(await this.#mayRetry(state, state.consumedAt));
    return {
      ...state.payload,
      ...(consumed ? { consumed: Math.floor((state.consumedAt as number) / 1000) } : {}),
    } as AdapterPayload;
  }

  /** Whether a refresh token that was used may not be called stolen yet. */
  async #mayRetry({ payload, retried }: StoredState, consumedAt: number): Promise<boolean> {
    if (this.#model !== 'RefreshToken') return false;
    const age = this.#options.clock.now() - consumedAt;
    if (age >= (retried ? RETRY_FROM_MS : RETRY_UNTIL_MS)) return false;
    const bound = payload.jkt !== undefined || payload['x5t#S256'] !== undefined;
    return bound || (await this.#options.provesItself(payload.clientId as string));
  }

  async consume(id: string): Promise<void> {
    const { store, clock } = this.#options;
    const now = clock.now();
    if (await store.consume(this.#model, id, now)) return;
    const window = { from: now - RETRY_UNTIL_MS, to: now - RETRY_FROM_MS, now };
    if (this.#model === 'RefreshToken' && (await store.retry(this.#model, id, window))) return;
    if (this.#model === 'PushedAuthorizationRequest')
      throw new errors.InvalidRequestUri('request_uri was used before');
    throw new errors.InvalidGrant(`${this.#model} was used before`);
  }

  async destroy(id: string): Promise<void> {
    await this.#options.store.destroy(this.#model, id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    // The provider may call this for what has no grant.
    if (typeof grantId !== 'string' || grantId === '') return;
    await this.#options.store.destroyOfGrant(this.#model, grantId);
  }
}
