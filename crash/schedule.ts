import { Random } from './random.ts';

/** What a round does to the working platform: it kills a process, or freezes it until its deadlines have passed. */
export interface Blow {
  readonly victim: 'server' | 'backend' | 'postmaster' | 'supervisor';
  /** Which of the victims, if there are several. */
  readonly index: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  /** Whether it waits for a moment at which a COMMIT was sent and is not answered yet. */
  readonly inCommit: boolean;
  /** It falls after this many answers in the round. */
  readonly afterAnswers: number;
  /** How long the process stays frozen, and how that ends. */
  readonly frozenMs: number;
  readonly ending: 'SIGCONT' | 'SIGKILL';
}

type Kind =
  | 'kill server'
  | 'freeze server'
  | 'freeze server in commit'
  | 'freeze backend'
  | 'kill backend in commit'
  | 'kill postmaster'
  | 'kill supervisor';

/** The blows of a full run. A shorter run keeps the proportions and, if it has enough rounds, one of each kind. */
const FULL: readonly (readonly [Kind, number])[] = [
  ['kill server', 34],
  ['freeze server', 9],
  ['freeze backend', 8],
  ['kill postmaster', 5],
  ['kill supervisor', 3],
  ['freeze server in commit', 6],
  ['kill backend in commit', 6],
];
export const ROUNDS = FULL.reduce((sum, [, count]) => sum + count, 0);

/** The blows of a run. They depend only on the seed, but what a blow interrupts does not. */
export function scheduleOf(seed: number, rounds: number): Blow[] {
  const random = new Random(seed, 'schedule');
  const kinds = FULL.slice(1)
    .flatMap(([kind, count]) => Array<Kind>(Math.max(1, Math.floor((count * rounds) / ROUNDS))).fill(kind))
    .slice(0, Math.max(0, rounds - 1));
  const kills = Array<Kind>(rounds - kinds.length).fill('kill server');
  return random.shuffled([...kinds, ...kills]).map((kind) => blowOf(kind, random));
}

function blowOf(kind: Kind, random: Random): Blow {
  const afterAnswers = random.whole(10, 1_000);
  const index = random.whole(0, 1);
  const kill = {
    index,
    signal: 'SIGKILL',
    inCommit: false,
    afterAnswers,
    frozenMs: 0,
    ending: 'SIGKILL',
  } as const;
  switch (kind) {
    case 'kill server':
      return { ...kill, victim: 'server' };
    case 'kill postmaster':
      return { ...kill, victim: 'postmaster' };
    case 'kill supervisor':
      return { ...kill, victim: 'supervisor' };
    case 'freeze server':
      // Longer than FLORIN_RECOVER_AFTER_MS, so that the other process has taken over what the frozen one began.
      return {
        ...kill,
        victim: 'server',
        signal: 'SIGSTOP',
        frozenMs: random.whole(4_000, 7_000),
        ending: 'SIGCONT',
      };
    case 'freeze server in commit':
      // Longer than FLORIN_SEND_WITHIN_MS, but not than that: its callers still wait, and it must not send what it has written.
      return {
        ...kill,
        victim: 'server',
        signal: 'SIGSTOP',
        inCommit: true,
        frozenMs: random.whole(1_200, 2_600),
        ending: 'SIGCONT',
      };
    case 'kill backend in commit':
      // The caller still waits, and cannot tell whether the commit is durable.
      return {
        ...kill,
        victim: 'backend',
        signal: 'SIGSTOP',
        inCommit: true,
        frozenMs: random.whole(100, 1_500),
      };
    case 'freeze backend':
      // Longer than a lane waits for its answers.
      return {
        ...kill,
        victim: 'backend',
        signal: 'SIGSTOP',
        frozenMs: random.whole(5_500, 8_000),
        ending: random.chance(0.7) ? 'SIGCONT' : 'SIGKILL',
      };
  }
}
