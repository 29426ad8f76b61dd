import type { Clock } from './clock.ts';

/** What background work tells the operator. */
export interface Log {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const SAID_AGAIN_MS = 60_000;
/** So many kinds of line are told apart; of more than that, lines with the same message are of one kind. */
const KINDS_MAX = 100;

/**
 * A log for work that is tried again and again: of lines of one kind it writes the first, and then at most one a minute,
 * which says how many were left out before it. Lines are of one kind if they have the same message and the same error or
 * reason, but for names and numbers in it.
 */
export class SeldomLog implements Log {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #said = new Map<string, { readonly at: number; leftOut: number }>();

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  warn(fields: object, message: string): void {
    this.#say('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.#say('error', fields, message);
  }

  #say(level: keyof Log, fields: object, message: string): void {
    const now = this.#clock.monotonic();
    const kind = this.#kindOf(message, fields, now);
    const before = this.#said.get(kind);
    if (before !== undefined && now - before.at < SAID_AGAIN_MS) {
      before.leftOut++;
      return;
    }
    this.#said.set(kind, { at: now, leftOut: 0 });
    const leftOut = before?.leftOut ?? 0;
    this.#log[level](leftOut === 0 ? fields : { ...fields, left_out: leftOut }, message);
  }

  #kindOf(message: string, fields: object, now: number): string {
    const { err, reason }: { err?: unknown; reason?: unknown } = fields;
    const why = String(err instanceof Error ? err.message : (reason ?? ''));
    const kind = `${message}: ${why.replace(/\w*\d\w*/g, '#')}`;
    if (this.#said.has(kind) || this.#said.size < KINDS_MAX) return kind;
    for (const [old, { at }] of this.#said) if (now - at >= SAID_AGAIN_MS) this.#said.delete(old);
    return this.#said.size < KINDS_MAX ? kind : message;
  }
}
