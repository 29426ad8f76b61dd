import type { Socket } from 'node:net';
import pg from 'pg';
import { type LaneId, newId } from '../../kernel/ids.ts';
import { within } from '../schemas.ts';
import { withSettings } from '../session.ts';
import type { Statement } from '../statements.ts';
import '../types.ts';

/** A row as `pg` gives it. */
// biome-ignore lint/suspicious/noExplicitAny: the columns are named by the statement that reads them, not by a type
export type Row = Record<string, any>;

/** What became of a set of statements sent together. */
export type Sent =
  | { readonly kind: 'done'; readonly results: readonly pg.QueryResult<Row>[] }
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'lost'; readonly error: Error };

/**
 * A round's statements only look rows up by key, so the planner may use nothing but indexes. A plan is made once and
 * kept, and one made while a table is empty would scan the table, also when it has grown.
 *
 * `idle_in_transaction_session_timeout` ends the transaction of a process that was stopped between reading and writing,
 * which frees its heads.
 *
 * `default_transaction_read_only` is there because statements are sent behind BEGIN without waiting for its answer. If
 * BEGIN is refused (whoever cancels a query may hit any statement), each statement behind it runs in a transaction of its
 * own, without the locks of the one before. Such a transaction is read-only, so it writes nothing.
 */
const SESSION =
  '-c role=florin_app -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off ' +
  '-c enable_mergejoin=off -c enable_bitmapscan=off -c lock_timeout=250ms -c idle_in_transaction_session_timeout=1s ' +
  '-c default_transaction_read_only=on';

/** Begins a transaction that may write. Without it nothing can be written. */
export const BEGIN = 'begin read write';

/** What the commit queue needs of a lane. */
export type RoundLane = Pick<Lane, keyof Lane>;

/**
 * The one connection that rounds are sent on. It sends statements without waiting for the answers to earlier ones, and is
 * dropped when an answer does not come in time. The lane's id stays the same when it connects again, so the numbers of
 * its rounds go on.
 */
export class Lane {
  readonly id: LaneId = newId('lane');
  readonly #url: string;
  readonly #timeoutMs: number;
  #client: pg.Client | null = null;
  /** How often something was sent on this connection. */
  #sends = 0;

  constructor(url: string, timeoutMs: number) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  /** Whether there is a connection to send on. */
  get connected(): boolean {
    return this.#client !== null;
  }

  /** Opens the connection where there is none. Throws when the database does not answer within the lane's timeout. */
  async open(): Promise<void> {
    if (this.#client !== null) return;
    const client = new pg.Client({
      connectionString: withSettings(within('cell', this.#url), SESSION),
      pipeline: true,
      application_name: 'florin lane',
      connectionTimeoutMillis: this.#timeoutMs,
      keepAlive: true,
    });
    client.on('error', () => this.#drop(client));
    client.on('end', () => this.#drop(client));
    await client.connect();
    this.#client = client;
    this.#sends = 0;
  }

  /**
   * Sends the statements in one go and waits for every answer, for at most the lane's timeout. After that the connection
   * is dropped and the answers are lost.
   */
  async send(statements: readonly (Statement | string)[]): Promise<Sent> {
    const client = this.#client;
    if (client === null) return { kind: 'lost', error: new Error('the lane has no connection') };
    if (this.#plansAreOld()) void client.query('discard plans').catch(() => {});
    const timer = setTimeout(() => this.#drop(client), this.#timeoutMs);
    const { stream } = connectionOf(client);
    // The socket holds the statements back until all are there, so that they leave in one write.
    stream.cork();
    const queries = statements.map((statement) => client.query<Row>(statement as pg.QueryConfig));
    stream.uncork();
    const answers = await Promise.allSettled(queries);
    clearTimeout(timer);
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed === undefined) {
      return {
        kind: 'done',
        results: answers.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult<Row>>).value),
      };
    }
    const alive =
      this.#client === client &&
      answers.every((answer) => answer.status === 'fulfilled' || answer.reason.severity === 'ERROR');
    if (!alive) this.#drop(client);
    return { kind: alive ? 'refused' : 'lost', error: failed.reason as Error };
  }

  /**
   * Whether the number of sends has doubled since the statements were last planned; they are then planned anew. Tables
   * grow, and a plan made on an empty table may choose an index by its first column alone.
   */
  #plansAreOld(): boolean {
    this.#sends++;
    return this.#sends > 1 && (this.#sends & (this.#sends - 1)) === 0;
  }

  close(): void {
    if (this.#client !== null) this.#drop(this.#client);
  }

  #drop(client: pg.Client): void {
    if (this.#client === client) this.#client = null;
    // `end()` would wait for the answers of a backend that may be frozen.
    connectionOf(client).stream.destroy();
  }
}

/** The socket below a client, which `pg` has but does not describe. */
function connectionOf(client: pg.Client): { stream: Socket } {
  return (client as unknown as { connection: { stream: Socket } }).connection;
}
