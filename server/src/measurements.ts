import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CommitQueue } from './database/index.ts';

/** What this process counts for `/metrics`, in addition to what the HTTP server counts itself. */
export class Measurements {
  readonly registry = new Registry();
  readonly #payments = new Counter({
    name: 'florin_payments_total',
    help: 'How many commands of this process left a payment with that status.',
    labelNames: ['status'],
    registers: [this.registry],
  });
  readonly #roundSeconds = new Histogram({
    name: 'florin_commit_round_seconds',
    help: 'How long a round of the commit queue took, from its first statement until it was durable.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });
  readonly #roundSize = new Histogram({
    name: 'florin_commit_round_commands',
    help: 'How many commands a round of the commit queue carried.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers: [this.registry],
  });

  /** Called by the commit queue when a round is durable. */
  readonly round = (answers: readonly unknown[], milliseconds: number): void => {
    this.#roundSeconds.observe(milliseconds / 1000);
    this.#roundSize.observe(answers.length);
    const statuses = new Map<string, number>();
    for (const answer of answers) {
      const status = statusOf(answer);
      if (status !== null) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    for (const [status, count] of statuses) this.#payments.inc({ status }, count);
  };

  /** Reports the length and health of the queue whenever the metrics are read. */
  watchQueue(queue: CommitQueue): void {
    new Gauge({
      name: 'florin_commit_queue_commands',
      help: 'How many commands wait to be written.',
      registers: [this.registry],
      collect() {
        this.set(queue.depth);
      },
    });
    new Gauge({
      name: 'florin_database_available',
      help: '1 if the last round reached the database, otherwise 0.',
      registers: [this.registry],
      collect() {
        this.set(queue.available ? 1 : 0);
      },
    });
  }
}

/** The status in which a command left its payment, or null if it changed none. */
function statusOf(answer: unknown): string | null {
  const { kind, payment } = (answer ?? {}) as { kind?: string; payment?: { status?: string } };
  return kind === 'done' ? (payment?.status ?? null) : null;
}
