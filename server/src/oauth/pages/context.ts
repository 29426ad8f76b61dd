import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'ghtml';
import type pg from 'pg';
import type { ActPlace, ActsLog, PageAct } from '../../http/index.ts';
import { type Sessions, show, Visit } from '../../identity/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { Problem } from '../../kernel/problem.ts';
import type { KeyRing } from '../../vault/index.ts';
import type { Engine } from '../engine.ts';
import type { StateStore } from '../state.ts';
import { words } from './words.ts';

/** What the pages about apps work with. */
export interface ConsentContext {
  readonly home: pg.Pool;
  readonly keys: KeyRing;
  readonly acts: ActsLog;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly sessions: Sessions;
  readonly store: StateStore;
  readonly engine: Engine;
}

/** Sends people to sign in, and back here. */
export function toLogin(visit: Visit, path: string): FastifyReply {
  return visit.reply.redirect(`/login?lang=${visit.language}&next=${encodeURIComponent(path)}`, 303);
}

/**
 * Keeps what a person did with a grant: in the log of the account's organization; or in those of all their organizations, where the
 * grant is for no account.
 */
export function keepGrantAct(
  { acts }: ConsentContext,
  client: pg.PoolClient,
  { request }: Visit,
  act: PageAct,
  on: ActPlace | null,
): Promise<void> {
  return on === null ? acts.ofPerson(client, request, act) : acts.ofMember(client, request, act, on);
}

/** Tells that the request has been answered or is too old, and where to begin again. */
export function overPage(visit: Visit): FastifyReply {
  const { over_title: title, over_text } = words[visit.language];
  return show(visit, { title, main: [html`<p>${over_text}</p>`], path: visit.here, status: 410 });
}

/** Runs a page. A form that is not our own, or too old, begins again too. */
export function paged(
  context: ConsentContext,
  isForm: boolean,
  run: (visit: Visit, params: Readonly<Record<string, string>>) => Promise<FastifyReply>,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const visit = new Visit(request, reply, context);
    try {
      if (isForm) visit.requireOwnForm();
    } catch (error) {
      if (error instanceof Problem) return overPage(visit);
      throw error;
    }
    return run(visit, request.params as Record<string, string>);
  };
}
