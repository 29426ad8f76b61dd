/** The first of the four records: what the clients asked for and were answered. It is kept in the memory of the test. */

interface Intention {
  /** Identifies the draft. It is sent in the metadata of what is created. */
  readonly id: string;
  readonly account: string;
  readonly key: string | null;
}

/** A payment that a client wants to create. Every request for it has the same body. */
export interface PaymentDraft extends Intention {
  readonly makes: 'payment';
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
}

/** A command for an existing payment. Only a refund creates something. */
export interface FollowUpDraft extends Intention {
  readonly makes: 'refund' | 'nothing';
  readonly payment: string;
}

export type Draft = PaymentDraft | FollowUpDraft;

/** A payment as the API shows it. These fields are compared. */
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

/** One request and its result. Times are from the test's monotonic clock. */
export interface Answer {
  readonly action: string;
  readonly account: string;
  /** What it asked to create. Null if it only read something. */
  readonly draft: Draft | null;
  readonly path: string;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Null if no answer arrived. */
  readonly status: number | null;
  readonly code: string | null;
  readonly payment: ShownPayment | null;
  readonly refund: ShownRefund | null;
  /** The body of the answer, or what went wrong if there was none. */
  readonly text: string;
}

const ENDED = ['succeeded', 'failed', 'canceled', 'expired'];

export function hasEnded(status: string): boolean {
  return ENDED.includes(status);
}

/** Whether a later request may get another answer. */
export function isOpen({ status, code, payment, refund }: Answer): boolean {
  if (status === null || status === 503 || code === 'idempotency_in_progress') return true;
  const shown = refund ?? payment;
  return shown !== null && !hasEnded(shown.status);
}

/** Whether it stays as it is until another command is sent. */
export function isAtRest(answer: Answer): boolean {
  return !isOpen(answer) || ['authorized', 'canceling', 'created'].includes(answer.payment?.status ?? '');
}

/** Keeps every answer. Others can wait for a number of answers. */
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

  /** Resolves when this many more answers have arrived, or when the time is over. */
  async more(count: number, withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = setTimeout(resolve, withinMs);
    this.#waiting.push({ count: this.answers.length + count, resolve });
    await promise;
    clearTimeout(late);
  }
}
