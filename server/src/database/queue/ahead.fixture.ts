import { type AccountId, idFromUuid, type LaneId } from '../../kernel/ids.ts';
import { id, int8 } from '../columns.ts';
import { questionOf, reader, type Statement, writer } from '../statements.ts';
import { Fences } from './fences.ts';
import { Lane, type Sent } from './lane.ts';
import type { Command, Decider } from './round.ts';

/**
 * Notes by number. An account has at most one note with a number, and each note takes the account's next sequence number.
 */
export interface Take extends Command {
  readonly number: bigint;
}
interface Note {
  readonly account: AccountId;
  readonly number: bigint;
  readonly seq: bigint;
  readonly clockOffset: bigint;
}
const noteWriter = writer<Note>(
  'new_notes',
  {
    account: id((note) => note.account),
    number: int8((note) => note.number),
    seq: int8((note) => note.seq),
    clock_offset: int8((note) => note.clockOffset),
  },
  (rows) => `insert into note select * from ${rows}`,
);
const standing = reader<Take>(
  'notes',
  { account: id((take) => take.account), number: int8((take) => take.number) },
  (rows) =>
    `select n.account_id, n.number from ${rows} join note n on n.account_id = c.account and n.number = c.number`,
);

/** The table refuses a note with this number. */
export const BROKEN = 1013;

/** Counts how many commands were decided after asking. */
export class Notes implements Decider<Take, ReadonlySet<string>, string> {
  asked = 0;
  /** The database's time that the last decision assumed. */
  now = 0;
  read(commands: readonly Take[]) {
    this.asked += commands.length;
    return [questionOf(standing, commands)];
  }
  gather([rows = []]: readonly { account_id: string; number: bigint }[][]) {
    return new Set(rows.map((row) => `${idFromUuid('acct', row.account_id)} ${row.number}`));
  }
  ahead({ number }: Take) {
    return number !== BigInt(BROKEN);
  }
  decide(
    { account, number }: Take,
    found: ReadonlySet<string>,
    round: Parameters<Decider<Take, unknown, unknown>['decide']>[2],
  ) {
    this.now = round.now;
    if (number < 0n) return 'nothing to write';
    if (found.has(`${account} ${number}`)) return 'stands';
    const head = round.heads.of(account);
    head.eventSeq += 1n;
    round.write(noteWriter, { account, number, seq: head.eventSeq, clockOffset: BigInt(head.clockOffset) });
    return 'taken';
  }
}

/** A lane whose connection ends when the test says so, and that reports what is sent. */
export class FrailLane extends Lane {
  /** Called before anything is sent. */
  onSend: (statements: readonly (Statement | string)[]) => void = () => {};
  /** How the next send ends: its statements are never sent, or they are executed but the answer is lost. */
  ending: 'unsent' | 'unanswered' | null = null;

  override async send(statements: readonly (Statement | string)[]): Promise<Sent> {
    const { ending } = this;
    this.ending = null;
    const sending = ending === 'unsent' ? null : super.send(statements);
    this.onSend(statements);
    const sent = await sending;
    if (ending === null && sent !== null) return sent;
    this.close();
    return { kind: 'lost', error: new Error('the connection ended') };
  }
}

/** Remembers which rounds it was told are over, and which it was asked about. */
export class WatchedFences extends Fences {
  readonly over: bigint[] = [];
  readonly askedOf: bigint[] = [];

  override passed(lane: LaneId, n: bigint): void {
    this.over.push(n);
    super.passed(lane, n);
  }

  override fateOf(lane: LaneId, n: bigint): ReturnType<Fences['fateOf']> {
    this.askedOf.push(n);
    return super.fateOf(lane, n);
  }
}
