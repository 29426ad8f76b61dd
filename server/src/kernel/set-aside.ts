import { BackingOff } from './backing-off.ts';
import type { Clock } from './clock.ts';

/** So many are remembered; the one that failed longest ago is tried again sooner than it would have been. */
const REMEMBERED_MAX = 10_000;

/** What failed by itself, so that it is tried again later and later, and costs those beside it nothing meanwhile. */
export class SetAside {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #failing = new Map<string, { readonly backingOff: BackingOff; until: number }>();

  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  holds(name: string): boolean {
    return (this.#failing.get(name)?.until ?? Number.NEGATIVE_INFINITY) > this.#clock.monotonic();
  }

  failed(name: string): void {
    const { backingOff } = this.#failing.get(name) ?? { backingOff: new BackingOff(this.#everyMs) };
    backingOff.failed();
    this.#failing.delete(name);
    this.#failing.set(name, { backingOff, until: this.#clock.monotonic() + backingOff.waitMs });
    const [oldest] = this.#failing.keys();
    if (this.#failing.size > REMEMBERED_MAX && oldest !== undefined) this.#failing.delete(oldest);
  }

  succeeded(name: string): void {
    this.#failing.delete(name);
  }
}
