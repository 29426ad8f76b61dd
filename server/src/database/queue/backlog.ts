import type { Entry } from './round.ts';

/** A command in the commit queue, from when it is submitted until it is answered and its fate is known. */
export interface Waiting extends Entry {
  /** When the caller must have an answer, by the process's own monotonic clock. */
  readonly deadline: number;
  /** It was sent with a COMMIT that has not been answered. */
  inDoubt: boolean;
  /** Since when its head was not to be had, by the monotonic clock; null where it has not been tried in vain. */
  skippedSince: number | null;
  /** A round with it was refused. From now on the database is asked before it is decided. */
  careful: boolean;
  /** Called once, and null from then on. The command may live on after its caller was told that its fate is not known. */
  caller: { resolve(answer: unknown): void; reject(error: Error): void } | null;
}

/** How many commands of one urgency a round takes at most. */
const ROUND_MAX = 256;
/** How many attempts may wait. */
const WAITING_MAX = 4096;

/** The commands that wait for a round. */
export class Backlog {
  #outcomes: Waiting[] = [];
  #attempts: Waiting[] = [];

  get depth(): number {
    return this.#outcomes.length + this.#attempts.length;
  }

  /** Whether no more attempts may wait. Outcomes always may, because they tell what has already happened outside. */
  get full(): boolean {
    return this.#attempts.length >= WAITING_MAX;
  }

  add(entry: Waiting): void {
    (isOutcome(entry) ? this.#outcomes : this.#attempts).push(entry);
  }

  /** Takes the next round's commands out: outcomes first, and attempts only when no full round of outcomes is left over. */
  take(): Waiting[] {
    const subjects = new Set<string>();
    const batch: Waiting[] = [];
    this.#outcomes = takeFrom(this.#outcomes, batch, subjects);
    if (this.#outcomes.length < ROUND_MAX) this.#attempts = takeFrom(this.#attempts, batch, subjects);
    return batch;
  }

  /** Puts commands back before all others. An attempt whose caller has been answered is dropped: nobody waits for it. */
  putBack(entries: readonly Waiting[]): void {
    for (const entry of entries) entry.inDoubt = false;
    this.#outcomes = [...entries.filter(isOutcome), ...this.#outcomes];
    this.#attempts = [
      ...entries.filter((entry) => !isOutcome(entry) && entry.caller !== null),
      ...this.#attempts,
    ];
  }

  /** Drops the attempts whose caller has been answered meanwhile. */
  dropAnswered(): void {
    this.#attempts = this.#attempts.filter(({ caller }) => caller !== null);
  }
}

function isOutcome({ command }: Waiting): boolean {
  return command.urgency === 'outcome';
}

function takeFrom(waiting: Waiting[], batch: Waiting[], subjects: Set<string>): Waiting[] {
  const rest: Waiting[] = [];
  let taken = 0;
  for (const entry of waiting) {
    if (taken >= ROUND_MAX || entry.command.subjects.some((subject) => subjects.has(subject))) {
      rest.push(entry);
    } else {
      batch.push(entry);
      taken++;
    }
    // Also for a command that is left behind: a later one on the same subject must not overtake it.
    for (const subject of entry.command.subjects) subjects.add(subject);
  }
  return rest;
}
