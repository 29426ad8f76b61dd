import type { Entry } from './round.ts';

/** A command in the commit queue, until it is answered and its fate is known. */
export interface Waiting extends Entry {
  readonly deadline: number;
  /** COMMIT has been sent for it, and not been answered. */
  inDoubt: boolean;
  skippedSince: number | null;
  /** It was refused when it was decided ahead: from now on the database is asked first. */
  careful: boolean;
  /** Called once; null from then on. A command may live on after its caller was told that its fate is not known. */
  caller: { resolve(answer: unknown): void; reject(error: Error): void } | null;
}

/** The most commands of one urgency in a round, and how many attempts may wait. */
const ROUND_MAX = 256;
const WAITING_MAX = 4096;

/** The commands that wait for a round. */
export class Backlog {
  #outcomes: Waiting[] = [];
  #attempts: Waiting[] = [];

  get depth(): number {
    return this.#outcomes.length + this.#attempts.length;
  }

  /** Whether no more attempts may wait. Outcomes always may: they tell what has happened already. */
  get full(): boolean {
    return this.#attempts.length >= WAITING_MAX;
  }

  add(entry: Waiting): void {
    (isOutcome(entry) ? this.#outcomes : this.#attempts).push(entry);
  }

  /** The next round's commands: outcomes first, and no attempt while outcomes wait for room. */
  take(): Waiting[] {
    const subjects = new Set<string>();
    const batch: Waiting[] = [];
    this.#outcomes = takeFrom(this.#outcomes, batch, subjects);
    if (this.#outcomes.length < ROUND_MAX) this.#attempts = takeFrom(this.#attempts, batch, subjects);
    return batch;
  }

  /** Lets commands wait again, before all others. Attempts whose caller has been answered are dropped. */
  putBack(entries: readonly Waiting[]): void {
    for (const entry of entries) entry.inDoubt = false;
    this.#outcomes = [...entries.filter(isOutcome), ...this.#outcomes];
    this.#attempts = [
      ...entries.filter((entry) => !isOutcome(entry) && entry.caller !== null),
      ...this.#attempts,
    ];
  }

  /** Drops the attempts whose caller has been answered. */
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
    // Also of those left behind, so that commands on one subject keep their order.
    for (const subject of entry.command.subjects) subjects.add(subject);
  }
  return rest;
}
