import { setTimeout as delay } from 'node:timers/promises';
import { actions } from './actions.ts';
import { pay } from './asking.ts';
import { Client, type Merchant } from './client.ts';
import { isOpen, type Journal, type PaymentDraft } from './journal.ts';
import { Random } from './random.ts';

const CLIENTS = 32;
/** The first merchant gets much of the load. */
const HOT_SHARE = 0.6;
/** How long a client waits between two actions, so that the machine is busy but not overloaded. */
const THINKING_MS_MAX = 100;
/** How many keys with a known result are repeated at the end, in addition to those without one. */
const KEYS_ASKED_AGAIN = 500;

export interface LoadOptions {
  readonly port: number;
  readonly merchants: readonly Merchant[];
  readonly journal: Journal;
  readonly seed: number;
}

/** Starts clients that work until they are told to stop, whatever happens to the platform. */
export function startLoad({ port, merchants, journal, seed }: LoadOptions): { stop(): Promise<void> } {
  let stopping = false;
  const work = async (index: number): Promise<void> => {
    const random = new Random(seed, `client ${index}`);
    const client = new Client(port, journal, random);
    while (!stopping) {
      const other = merchants[random.whole(1, merchants.length - 1)] as Merchant;
      const merchant = random.chance(HOT_SHARE) ? (merchants[0] as Merchant) : other;
      const action = random.pick(actions.map((each) => [each.share, each] as const));
      await action.run(client, merchant, action.name);
      await delay(random.whole(0, THINKING_MS_MAX));
    }
    client.close();
  };
  const working = Array.from({ length: CLIENTS }, (_, index) => work(index));
  return {
    async stop() {
      stopping = true;
      await Promise.all(working);
    },
  };
}

/** Repeats the requests without a known result and some of the others. The same key must get the same answer. */
export async function askAgain({ port, merchants, journal, seed }: LoadOptions): Promise<void> {
  const open = new Map<string, PaymentDraft>();
  const rest = new Map<string, PaymentDraft>();
  for (const answer of journal.answers) {
    if (answer.draft?.makes !== 'payment' || answer.draft.key === null || answer.path !== '/pay') continue;
    if (isOpen(answer)) open.set(answer.draft.id, answer.draft);
    else rest.set(answer.draft.id, answer.draft);
  }
  const random = new Random(seed, 'asking again');
  const drafts = [...open.values(), ...random.shuffled([...rest.values()]).slice(0, KEYS_ASKED_AGAIN)];
  const work = async (): Promise<void> => {
    const client = new Client(port, journal, random);
    for (let draft = drafts.pop(); draft !== undefined; draft = drafts.pop()) {
      const { account } = draft;
      const merchant = merchants.find((each) => each.account === account) as Merchant;
      await pay(client, merchant, 'asks again when all is final', draft);
    }
    client.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
}
