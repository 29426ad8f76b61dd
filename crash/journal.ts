/** What the drivers asked for and what they heard, kept in their own memory: the first of the four ledgers. */

interface Intention {
  /** Travels in the metadata of what is made. */
  readonly id: string;
  readonly account: string;
  readonly key: string | null;
}

/** A payment that a client means to make: the same body each time it is asked for. */
export interface PaymentDraft extends Intention {
  readonly makes: 'payment';
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
}

/** A command on a payment that stands. Only a refund makes something. */
export interface FollowUpDraft extends Intention {
  readonly makes: 'refund' | 'nothing';
  readonly payment: string;
}

export type Draft = PaymentDraft | FollowUpDraft;

/** A payment as the API shows it: what of it is compared. */
export interface ShownPayment {
  readonly id: string;
  readonly status: string;
  readonly order_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly decline_code: string | null;
  readonly amount_captured: number;
  readonly metadata: { readonly draft?: string };
}

/** A refund as the API shows it. */
export interface ShownRefund {
  readonly id: string;
  readonly status: string;
  readonly payment: string;
  readonly amount: number;
}

/** One request and what came of it. Times are of the driver's monotonic clock. */
export interface Answer {
  readonly action: string;
  readonly account: string;
  /** What it asked to be made; null where it only looked. */
  readonly draft: Draft | null;
  readonly path: string;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly code: string | null;
  readonly payment: ShownPayment | null;
  readonly refund: ShownRefund | null;
  /** The body as it came; what went wrong where none did. */
  readonly text: string;
}

const ENDED = ['succeeded', 'failed', 'canceled', 'expired'];

export function hasEnded(status: string): boolean {
  return ENDED.includes(status);
}

/** Whether a later request may tell more. */
export function isOpen({ status, code, payment, refund }: Answer): boolean {
  if (status === null || status === 503 || code === 'idempotency_in_progress') return true;
  const shown = refund ?? payment;
  return shown !== null && !hasEnded(shown.status);
}

/** Whether nothing will become of it without another command. */
export function isAtRest(answer: Answer): boolean {
  return !isOpen(answer) || ['authorized', 'canceling', 'created'].includes(answer.payment?.status ?? '');
}

/** Keeps every answer, and lets others wait until there are so many. */
export class Journal {
  readonly answers: Answer[] = [];
  #waiting: { count: number; resolve: () => void }[] = [];

  add(answer: Answer): void {
    this.answers.push(answer);
    const due = this.#waiting.filter(({ count }) => this.answers.length >= count);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((each) => !due.includes(each));
    for (const { resolve } of due) resolve();
  }

  /** Resolves when so many more answers have come, or when the time is over. */
  async more(count: number, withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = setTimeout(resolve, withinMs);
    this.#waiting.push({ count: this.answers.length + count, resolve });
    await promise;
    clearTimeout(late);
  }
}
