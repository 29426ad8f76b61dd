import { setTimeout as delay } from 'node:timers/promises';
import { type Installation, signal } from './installation.ts';
import type { Journal } from './journal.ts';
import type { Blow } from './schedule.ts';

/** What was done to the platform, by the victim and the manner. */
export type Counts = Map<string, number>;

/** While everything stands still, a round's answers do not arrive. After this time the blow falls anyway. */
const ROUND_MS_MAX = 7_000;

interface Frozen {
  readonly victim: Blow['victim'];
  readonly thawed: Promise<void>;
}

/**
 * Deals the blows of a schedule, one in each round. A frozen process stays frozen while later rounds go on, unless it holds
 * something that the next victim needs to start again: a backend holds the database's memory, a server holds the port.
 */
export class Assailant {
  readonly counts: Counts = new Map();
  /** Processes that outlived their supervisor, which is a fault. */
  readonly orphans: string[] = [];
  readonly #installation: Installation;
  readonly #journal: Journal;
  readonly #say: (line: string) => void;
  readonly #frozen = new Map<number, Frozen>();

  constructor(installation: Installation, journal: Journal, say: (line: string) => void) {
    this.#installation = installation;
    this.#journal = journal;
    this.#say = say;
  }

  async run(schedule: readonly Blow[]): Promise<void> {
    for (const [index, blow] of schedule.entries()) {
      const before = this.#journal.answers.length;
      await this.#journal.more(blow.afterAnswers, ROUND_MS_MAX);
      const what = await this.#deal(blow);
      this.#say(
        `round ${index + 1} of ${schedule.length}: ${this.#journal.answers.length - before} answers, then ${what}`,
      );
    }
    await this.#thawed('server', 'backend');
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  async #deal(blow: Blow): Promise<string> {
    switch (blow.victim) {
      case 'server':
        return this.#dealServer(blow);
      case 'backend':
        return this.#dealBackend(blow);
      case 'postmaster': {
        await this.#thawed('backend');
        const pid = await this.#found(() => this.#installation.postmaster());
        signal(pid, 'SIGKILL');
        return this.#count('database killed', pid);
      }
      case 'supervisor': {
        await this.#thawed('server', 'backend');
        const pid = this.#installation.supervisor;
        const left = await this.#installation.killSupervisor();
        if (left.length > 0) this.orphans.push(`supervisor ${pid} left the processes ${left.join(', ')}`);
        return this.#count('supervisor killed', pid);
      }
    }
  }

  async #dealServer({ index, signal: name, inCommit, frozenMs }: Blow): Promise<string> {
    if (inCommit) {
      await this.#thawed('backend');
      const pid = await this.#found(() =>
        this.#installation.freezeServerInCommit(index).catch(() => undefined),
      );
      this.#thaw(pid, 'server', frozenMs, 'SIGCONT');
      return `${this.#count('server frozen in a commit', pid)} for ${frozenMs} ms`;
    }
    const pid = await this.#found(() => {
      const working = this.#installation.servers().filter((each) => !this.#frozen.has(each));
      return working[index % working.length];
    });
    signal(pid, name);
    if (name === 'SIGKILL') return this.#count('server killed', pid);
    this.#thaw(pid, 'server', frozenMs, 'SIGCONT');
    return `${this.#count('server frozen', pid)} for ${frozenMs} ms`;
  }

  async #dealBackend({ index, inCommit, frozenMs, ending }: Blow): Promise<string> {
    // Only one at a time, because a frozen backend may hold the heads of all accounts.
    await this.#thawed('backend');
    const pid = await this.#found(() =>
      this.#installation.freezeBackend(index, inCommit).catch(() => undefined),
    );
    this.#thaw(pid, 'backend', frozenMs, ending);
    const how = ending === 'SIGKILL' ? 'frozen and then killed' : 'frozen';
    return `${this.#count(`backend ${how} in a ${inCommit ? 'commit' : 'round'}`, pid)} for ${frozenMs} ms`;
  }

  #thaw(pid: number, victim: Blow['victim'], afterMs: number, name: NodeJS.Signals): void {
    const thawed = delay(afterMs).then(() => {
      signal(pid, name);
      this.#frozen.delete(pid);
    });
    this.#frozen.set(pid, { victim, thawed });
  }

  async #thawed(...victims: Blow['victim'][]): Promise<void> {
    const waited = [...this.#frozen.values()].filter(({ victim }) => victims.includes(victim));
    await Promise.all(waited.map(({ thawed }) => thawed));
  }

  /** Waits for a victim. After other blows it may still be starting. */
  async #found(find: () => number | undefined | Promise<number | undefined>): Promise<number> {
    for (;;) {
      const pid = await find();
      if (pid !== undefined) return pid;
      const [ended] = this.#installation.unasked;
      if (ended !== undefined) throw new Error(ended);
      await delay(50);
    }
  }

  #count(what: string, pid: number): string {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    return `${what} (${pid})`;
  }
}
