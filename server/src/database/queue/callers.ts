import { Problem } from '../../kernel/problem.ts';
import type { Waiting } from './backlog.ts';

/**
 * Everyone who waits for an answer of the queue. Each of them has a deadline, so nobody waits longer than that, whatever
 * the database does. A command may outlive its caller: its fate is then found out without anybody waiting for it.
 */
export class Callers {
  readonly #unanswered = new Set<Waiting>();

  add(entry: Waiting): void {
    this.#unanswered.add(entry);
  }

  resolve(entry: Waiting, answer: unknown): void {
    this.#unanswered.delete(entry);
    entry.caller?.resolve(answer);
    entry.caller = null;
  }

  reject(entry: Waiting, error: Error): void {
    this.#unanswered.delete(entry);
    entry.caller?.reject(error);
    entry.caller = null;
  }

  /**
   * Answers everyone whose deadline has come. An attempt that was not sent is given up, and its caller hears that nothing
   * was written. What was sent may still be written, and an outcome will be, so their callers hear that it is not known.
   * Returns whether an attempt was given up.
   */
  expire(now: number, databaseAvailable: boolean): boolean {
    let gaveUp = false;
    for (const entry of this.#unanswered) {
      if (entry.deadline > now) continue;
      const mayBeWritten = entry.inDoubt || entry.command.urgency === 'outcome';
      entry.abandoned = !mayBeWritten;
      gaveUp ||= entry.abandoned;
      const nothingWritten = databaseAvailable ? 'overloaded' : 'database_unavailable';
      const code = mayBeWritten ? 'outcome_unknown' : nothingWritten;
      this.reject(entry, new Problem(code, undefined, { retryAfter: 1 }));
    }
    return gaveUp;
  }
}
