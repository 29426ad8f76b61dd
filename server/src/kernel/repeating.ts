/** Work that is done again and again, and never twice at once: a turn that falls due while one runs is left out. */
export class Repeating {
  readonly #timer: NodeJS.Timeout;
  #running: Promise<unknown> | null = null;

  /** @param failed is told of a turn that failed; the next one comes all the same. */
  constructor(everyMs: number, work: () => Promise<unknown>, failed: (error: unknown) => void) {
    this.#timer = setInterval(() => {
      this.#running ??= work()
        .catch(failed)
        .finally(() => {
          this.#running = null;
        });
    }, everyMs);
  }

  /** Begins no more turns, and waits for the one that runs. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}
