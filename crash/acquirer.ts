import type { Verdict } from './behaviour.ts';

/** A request of the channel protocol (`docs/channels.md`). */
export interface ChannelBody {
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  readonly account: string;
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly method: string | null;
  readonly capture: boolean | null;
  readonly target: string | null;
  readonly sent_at: string;
}

/** What the acquirer knows of a reference. */
export interface Entry extends Omit<ChannelBody, 'method' | 'sent_at'> {
  state: 'pending' | 'approved' | 'declined' | 'shut';
  /** How much of the approved amount the payer's bank has taken back in total, in digits. */
  takenBack: string;
  /** When the platform sent each of the requests that arrived, in milliseconds. */
  readonly sentAt: number[];
}

export type AcquirerAnswer =
  | { readonly kind: 'approved'; readonly amount: string; readonly taken_back?: string }
  | { readonly kind: 'declined'; readonly decline: string }
  | { readonly kind: 'pending' | 'reversed' | 'not_found' };

/** Whether approving the reference takes the payer's money. */
export function takesMoney({ kind, capture }: Pick<Entry, 'kind' | 'capture'>): boolean {
  return kind === 'capture' || (kind === 'authorize' && capture === true);
}

/** Everything that was done, and every request that should never have been sent. */
export interface AcquirerRecord {
  readonly entries: readonly Entry[];
  readonly faults: readonly string[];
}

/**
 * The other side of the channel. It moves money once for each reference, and keeps its own books. The test compares the
 * platform's books with them.
 */
export class Acquirer {
  readonly #entries = new Map<string, Entry>();
  readonly #faults: string[] = [];

  get record(): AcquirerRecord {
    return { entries: [...this.#entries.values()], faults: this.#faults };
  }

  /** A request to do something arrives, and may have arrived before. */
  deliver(body: ChannelBody, verdict: Verdict): AcquirerAnswer {
    const known = this.#entries.get(body.reference);
    if (known !== undefined) {
      known.sentAt.push(Date.parse(body.sent_at));
      if (known.state !== 'shut') this.#compareTerms(known, body);
      return answerOf(known);
    }
    const entry = entryOf(body, 'pending');
    entry.sentAt.push(Date.parse(body.sent_at));
    this.#entries.set(body.reference, entry);
    if (verdict.pendingMs === 0) this.#decide(entry, verdict);
    return answerOf(entry);
  }

  /** A pending reference gets its final result. */
  conclude(reference: string, verdict: Verdict): void {
    const entry = this.#entries.get(reference);
    if (entry?.state === 'pending') this.#decide(entry, verdict);
  }

  /** The payer's bank has taken back this much in total of what the reference took. */
  takeBack(reference: string, total: bigint): void {
    const entry = this.#entries.get(reference);
    if (entry?.state === 'approved' && total > BigInt(entry.takenBack)) entry.takenBack = String(total);
  }

  query({ reference }: Pick<ChannelBody, 'reference'>): AcquirerAnswer {
    const entry = this.#entries.get(reference);
    return entry === undefined ? { kind: 'not_found' } : answerOf(entry);
  }

  /** Reverses the reference if nothing was done for it yet. What was done stays done. */
  reverse(body: ChannelBody): AcquirerAnswer {
    const entry = this.#entries.get(body.reference) ?? entryOf(body, 'shut');
    this.#entries.set(body.reference, entry);
    if (entry.state === 'pending') entry.state = 'shut';
    return answerOf(entry);
  }

  #decide(entry: Entry, { approved }: Verdict): void {
    entry.state = approved && this.#covered(entry) ? 'approved' : 'declined';
  }

  /** Checks that the payment allows this follow-up. If not, the platform is at fault, because it knows its own payments. */
  #covered(entry: Entry): boolean {
    if (entry.kind === 'authorize') return true;
    const root = this.#rootOf(entry);
    const done = (kind: Entry['kind']): bigint =>
      [...this.#entries.values()]
        .filter((each) => each.kind === kind && each.state === 'approved' && this.#rootOf(each) === root)
        .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    const authorized = root?.state === 'approved' ? BigInt(root.amount) : 0n;
    const captured = root?.capture === true ? authorized : done('capture');
    const limit = {
      capture: authorized - captured - done('void'),
      void: authorized - captured,
      refund: captured - done('refund'),
    };
    if (BigInt(entry.amount) <= limit[entry.kind]) return true;
    this.#faults.push(
      `${entry.kind} ${entry.reference} of ${entry.amount} where ${limit[entry.kind]} is left of ${root?.reference}`,
    );
    return false;
  }

  /** The authorization that a chain of follow-ups begins with. */
  #rootOf(entry: Entry): Entry | undefined {
    let root: Entry | undefined = entry;
    while (root !== undefined && root.kind !== 'authorize') root = this.#entries.get(root.target ?? '');
    return root;
  }

  #compareTerms(known: Entry, body: ChannelBody): void {
    for (const term of ['kind', 'account', 'amount', 'currency', 'capture', 'target'] as const) {
      if (known[term] === body[term]) continue;
      this.#faults.push(
        `${known.reference} came again with another ${term}: ${known[term]}, then ${body[term]}`,
      );
    }
  }
}

function entryOf(body: ChannelBody, state: Entry['state']): Entry {
  const { kind, account, reference, amount, currency, capture, target } = body;
  return { kind, account, reference, amount, currency, capture, target, state, takenBack: '0', sentAt: [] };
}

function answerOf({ state, amount, takenBack }: Entry): AcquirerAnswer {
  switch (state) {
    case 'approved':
      return { kind: 'approved', amount, ...(takenBack === '0' ? {} : { taken_back: takenBack }) };
    case 'declined':
      return { kind: 'declined', decline: 'card_declined' };
    case 'pending':
      return { kind: 'pending' };
    case 'shut':
      return { kind: 'reversed' };
  }
}
