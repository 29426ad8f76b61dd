const WAIT_MS_MAX = 60_000;

/** How long work waits that fails again and again: twice as long each time, up to a minute. */
export class BackingOff {
  readonly #everyMs: number;
  #failures = 0;

  /** @param everyMs how long it waits while it succeeds, and after a first failure. */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  get waitMs(): number {
    const doubled = this.#everyMs * 2 ** Math.min(Math.max(this.#failures - 1, 0), 30);
    return Math.min(doubled, Math.max(WAIT_MS_MAX, this.#everyMs));
  }

  failed(): void {
    this.#failures++;
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
