import type pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import {
  type Mode,
  type SignatureKey,
  type SignatureKeyId,
  type SignerId,
  stateOf,
  strictest,
  verifierOf,
} from './key.ts';
import type { PublicKey } from './rfc9421/index.ts';
import { changesSince, keysOf } from './store.ts';

const POLL_MS = 250;
/** How long what is known is believed, counted from when the last successful poll was sent. */
const BELIEVE_MS = 1000;

/** A registered key, ready to verify. */
export interface Verifier extends SignatureKey {
  readonly verifier: PublicKey;
}

interface Known {
  readonly mode: Mode;
  /** Read at the first signature. */
  keys: Promise<ReadonlyMap<SignatureKeyId, Verifier>> | null;
}

/**
 * What accounts and apps sign with. Every process keeps the modes of all that have ever had a key, and the keys of those that sign,
 * and asks for what has changed. So a key that was revoked is refused everywhere within a second, and the usual request asks nothing.
 */
export class SignatureDirectory {
  readonly #home: pg.Pool;
  readonly #clock: Clock;
  readonly #takesDsa: boolean;
  readonly #known = new Map<SignerId, Known>();
  readonly #poll: NodeJS.Timeout;
  #asking: Promise<void> | null = null;
  #revision = 0n;
  #goodUntil = -Infinity;

  /** @param takesDsa whether DSA keys verify, also those that were registered while they did. */
  constructor(home: pg.Pool, clock: Clock, takesDsa: boolean) {
    this.#home = home;
    this.#clock = clock;
    this.#takesDsa = takesDsa;
    this.#poll = setInterval(() => void this.#ask().catch(() => {}), POLL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#poll);
    await this.#asking?.catch(() => {});
  }

  /** Whether requests of these are signed, by the strictest of them. Throws `database_unavailable` when that cannot be told. */
  modeOf(...signers: readonly SignerId[]): Mode | Promise<Mode> {
    const mode = () => strictest(signers.map((signer) => this.#known.get(signer)?.mode ?? 'off'));
    return this.#clock.monotonic() < this.#goodUntil ? mode() : this.#ask().then(mode);
  }

  /** The signer's key, null where it has none of that id that is active. One that is not known is asked for. */
  async keyOf(signer: SignerId, id: SignatureKeyId): Promise<Verifier | null> {
    const find = async () => (await this.#keysOf(signer)).get(id);
    let key = await find();
    if (key === undefined) {
      await this.refresh();
      key = await find();
    }
    return key !== undefined && stateOf(key, this.#clock.now()) === 'active' ? key : null;
  }

  /** Asks for what has changed by now. */
  async refresh(): Promise<void> {
    // What is being asked may have been asked too early.
    await this.#asking?.catch(() => {});
    await this.#ask();
  }

  async #keysOf(signer: SignerId): Promise<ReadonlyMap<SignatureKeyId, Verifier>> {
    await this.modeOf(signer);
    const known = this.#known.get(signer);
    if (known === undefined) return new Map();
    known.keys ??= this.#read(signer).catch((error: unknown) => {
      known.keys = null;
      throw error;
    });
    return known.keys;
  }

  async #read(signer: SignerId): Promise<ReadonlyMap<SignatureKeyId, Verifier>> {
    const keys = await keysOf(this.#home, signer);
    // `keyOf` refuses what is revoked anyway; here it only need not be parsed.
    const usable = keys.filter(
      ({ revokedAt, algorithm }) => revokedAt === null && (algorithm !== 'dsa-sha256' || this.#takesDsa),
    );
    return new Map(usable.map((key) => [key.id, { ...key, verifier: verifierOf(key) }]));
  }

  #ask(): Promise<void> {
    this.#asking ??= this.#changes().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #changes(): Promise<void> {
    const sentAt = this.#clock.monotonic();
    const { revision, changed } = await changesSince(this.#home, this.#revision);
    // Keys that are being read are dropped with the entry: they may be those of before the change.
    for (const { signer, mode } of changed) this.#known.set(signer, { mode, keys: null });
    this.#revision = revision;
    this.#goodUntil = sentAt + BELIEVE_MS;
  }
}
