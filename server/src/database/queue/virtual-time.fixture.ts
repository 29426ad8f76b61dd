import type { Clock } from '../../kernel/clock.ts';

interface Due {
  at: number;
  readonly order: number;
  readonly everyMs: number | null;
  readonly run: () => void;
}

const NAMES = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'] as const;
const realSetImmediate = globalThis.setImmediate;

/**
 * Simulated time, which leaps from one timer to the next. While it is installed, it replaces every timer of the process. So
 * a schedule of many seconds takes a millisecond, and the same schedule always happens in the same order.
 */
export class VirtualTime implements Clock {
  /** The timers, sorted by when they are due, the earliest first. */
  readonly #due: Due[] = [];
  readonly #cancelled = new Set<unknown>();
  #now = 0;
  #order = 0;

  now(): number {
    return 1_700_000_000_000 + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Does something after this many milliseconds, once or repeatedly. */
  after(milliseconds: number, run: () => void, everyMs: number | null = null): unknown {
    const due = { at: this.#now + Math.max(0, milliseconds), order: this.#order++, everyMs, run };
    this.#insert(due);
    return due;
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Stops the process for this long, so that everything that falls due meanwhile is late. */
  stall(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Lets time pass until the condition holds. Returns whether it did within this many milliseconds. */
  async pass(condition: () => boolean, withinMs: number): Promise<boolean> {
    const end = this.#now + withinMs;
    for (;;) {
      // After everything that promises still have to do at this moment.
      await new Promise<void>((resolve) => realSetImmediate(resolve));
      if (condition()) return true;
      const next = this.#due.shift();
      if (next === undefined || next.at > end) return false;
      if (this.#cancelled.delete(next)) continue;
      this.#now = Math.max(this.#now, next.at);
      if (next.everyMs !== null) this.#insert(next, this.#now + next.everyMs);
      next.run();
    }
  }

  /** Replaces the timers of the process. Returns a function that restores them. */
  install(): () => void {
    const kept = NAMES.map((name) => [name, globalThis[name]] as const);
    const cancel = (due: unknown) => {
      if (due !== undefined && due !== null) this.#cancelled.add(due);
    };
    Object.assign(globalThis, {
      setTimeout: (run: () => void, milliseconds = 0) => this.after(milliseconds, run),
      setInterval: (run: () => void, milliseconds: number) => this.after(milliseconds, run, milliseconds),
      setImmediate: (run: () => void) => this.after(0, run),
      clearTimeout: cancel,
      clearInterval: cancel,
    });
    return () => Object.assign(globalThis, Object.fromEntries(kept));
  }

  #insert(due: Due, at = due.at): void {
    due.at = at;
    let index = this.#due.length;
    for (; index > 0; index--) {
      const before = this.#due[index - 1] as Due;
      if (before.at < at || (before.at === at && before.order < due.order)) break;
    }
    this.#due.splice(index, 0, due);
  }
}
