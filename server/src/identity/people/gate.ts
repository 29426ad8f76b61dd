import { Problem } from '../../kernel/problem.ts';

/** Lets so many pass at once and so many wait. Whoever comes beyond that is refused at once. */
export class Gate {
  readonly #atOnce: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(atOnce: number, waitingMax: number) {
    this.#atOnce = atOnce;
    this.#waitingMax = waitingMax;
  }

  /** Throws `overloaded`. */
  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#inside === this.#atOnce) {
      if (this.#waiting.length >= this.#waitingMax)
        throw new Problem('overloaded', undefined, { retryAfter: 1 });
      // Whoever leaves gives its place to the first that waits.
      await new Promise<void>((enter) => this.#waiting.push(enter));
    } else this.#inside++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#inside--;
      else next();
    }
  }
}
