import type { Command, Decider, Round, Row } from '../database/index.ts';
import { type IdempotencyKey, keyWriter, readKeys, StandingKeys } from '../http/index.ts';
import type { CommandId } from '../kernel/ids.ts';
import {
  type CreateCommand,
  type PaymentAnswer,
  type PaymentsFound,
  payments,
  type Refusal,
} from '../payments/index.ts';
import { type Hindrance, hindranceToClose, hindranceToPay, type Session } from './session.ts';
import {
  closedSessionWriter,
  readSessions,
  type SessionRef,
  sessionPaymentWriter,
  standingSessionOf,
} from './store.ts';

/** The payer tries to pay. One round creates the payment, confirms it, and stores it in the session. */
export interface PayCommand extends Command {
  readonly type: 'pay';
  readonly session: SessionRef;
  readonly create: CreateCommand;
}

/** Somebody closes a session that has not been paid. */
export interface CloseCommand extends Command {
  readonly type: 'close';
  readonly session: SessionRef;
  readonly by: 'payer' | 'merchant';
  /** When the command was created: real time in milliseconds. */
  readonly at: number;
  readonly command: CommandId;
  readonly key: IdempotencyKey | null;
}

export type SessionCommand = PayCommand | CloseCommand;

export type SessionAnswer =
  | PaymentAnswer
  | { readonly kind: 'closed'; readonly session: Session; readonly now: number }
  | { readonly kind: 'hindered'; readonly refusal: Refusal };

interface Found {
  /** The idempotency keys of commands that close a session. */
  readonly keys: StandingKeys;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly payments: PaymentsFound;
}

/** Two commands on one session never share a round. */
export function sessionSubject(session: SessionRef): string {
  return session.id;
}

const isPay = (command: SessionCommand): command is PayCommand => command.type === 'pay';
const isKeyed = (command: SessionCommand): command is CloseCommand & { key: IdempotencyKey } =>
  command.type === 'close' && command.key !== null;

/**
 * Decides commands on sessions. They are decided under the same lock as the session's payments. So a closed session is never paid,
 * and of two attempts at the same time only one becomes a payment.
 */
export const sessions: Decider<SessionCommand, Found, SessionAnswer> = {
  read(commands) {
    return [
      readSessions(commands.map(({ session }) => session)),
      readKeys(commands.filter(isKeyed)),
      ...payments.read(commands.filter(isPay).map(({ create }) => create)),
    ];
  },

  gather([rows = [], keys = [], ...rest]: readonly Row[][]): Found {
    const standing = rows.map((row) => standingSessionOf(row).session);
    return {
      keys: new StandingKeys(keys),
      sessions: new Map(standing.map((session) => [session.id, session])),
      payments: payments.gather(rest),
    };
  },

  decide(command, found, round): SessionAnswer {
    const session = found.sessions.get(command.session.id);
    if (session === undefined) return { kind: 'missing' };
    return isPay(command) ? pay(command, session, found, round) : close(command, session, found, round);
  },
};

function pay(command: PayCommand, session: Session, found: Found, round: Round): SessionAnswer {
  const now = command.create.at + round.heads.of(command.account).clockOffset;
  const hindrance = hindranceToPay(session, now);
  if (hindrance !== null) return { kind: 'hindered', refusal: refusalOf(session, hindrance) };
  const answer = payments.decide(command.create, found.payments, round);
  if (answer.kind === 'begun') {
    round.write(sessionPaymentWriter, {
      account: session.account,
      id: session.id,
      n: session.tries + 1,
      payment: answer.payment.id,
    });
  }
  return answer;
}

function close(command: CloseCommand, session: Session, found: Found, round: Round): SessionAnswer {
  const { account, at, key } = command;
  const now = at + round.heads.of(account).clockOffset;
  const standing = key === null ? undefined : found.keys.find(account, key);
  if (key !== null && standing !== undefined) {
    // A closed session never changes again, so a repeated request can be answered from its row.
    return key.fingerprint.equals(standing.fingerprint)
      ? { kind: 'closed', session, now }
      : { kind: 'repeated', key: standing };
  }
  const hindrance = hindranceToClose(session, now);
  if (hindrance !== null) return { kind: 'hindered', refusal: refusalOf(session, hindrance) };
  const closed: Session = { ...session, closedBy: command.by, closedAt: now };
  round.write(closedSessionWriter, closed);
  if (key !== null) {
    const { command: id } = command;
    round.write(keyWriter, { account, key, command: id, object: session.id, recoverAfter: at, at });
  }
  return { kind: 'closed', session: closed, now };
}

function refusalOf(session: Session, hindrance: Hindrance): Refusal {
  switch (hindrance) {
    case 'complete':
    case 'expired':
      return {
        kind: 'refusal',
        code: 'session_not_open',
        detail: `The checkout session is ${hindrance}.`,
        extras: { state: hindrance },
      };
    case 'too_many_tries':
      return {
        kind: 'refusal',
        code: 'session_not_open',
        detail: `The payer has tried ${session.tries} times; that was the last.`,
        extras: { state: 'open' },
      };
    case 'in_progress':
      return {
        kind: 'refusal',
        code: 'command_in_progress',
        detail: 'A payment of this session is on its way.',
        extras: { state: session.payment?.status },
      };
  }
}
