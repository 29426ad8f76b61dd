import { createHmac } from 'node:crypto';
import { journeyOf } from './behaviour.ts';

const AGAIN_MS = 300;
const ANSWER_MS_MAX = 5_000;

/** Sends the channel's notifications to the platform over the bad connection, until each is acknowledged. */
export class Notifier {
  readonly #seed: number;
  readonly #platformUrl: string;
  readonly #secret: string;
  readonly #later: (afterMs: number, arrive: () => void) => void;
  readonly #told = new Map<string, number>();

  /** @param later counts the notifications that are on their way. */
  constructor(
    seed: number,
    platformUrl: string,
    secret: string,
    later: (afterMs: number, arrive: () => void) => void,
  ) {
    this.#seed = seed;
    this.#platformUrl = platformUrl;
    this.#secret = secret;
    this.#later = later;
  }

  tell(account: string, reference: string, answer: object): void {
    const nth = (this.#told.get(reference) ?? 0) + 1;
    this.#told.set(reference, nth);
    const id = `${reference}.${nth}`;
    const body = JSON.stringify({ id, account, reference, answer });
    const { afterMs, againMs } = journeyOf(this.#seed, id);
    this.#send(account, body, afterMs);
    if (againMs !== null) this.#send(account, body, afterMs + againMs);
  }

  #send(account: string, body: string, afterMs: number): void {
    this.#later(afterMs, async () => {
      const acknowledged = await fetch(`${this.#platformUrl}/channels/remote/${account}/notify`, {
        method: 'POST',
        body,
        headers: { 'florin-signature': createHmac('sha256', this.#secret).update(body).digest('hex') },
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      }).then(
        ({ status }) => status === 204,
        () => false,
      );
      if (!acknowledged) this.#send(account, body, AGAIN_MS);
    });
  }
}
