import type { FastifyRequest, preHandlerHookHandler } from 'fastify';
import type pg from 'pg';
import { inTransaction } from '../database/index.ts';
import type { AccountId, Id, OrganizationId, PersonId, Prefix } from '../kernel/ids.ts';
import type { App } from './app.ts';
import { principalOf } from './authentication.ts';

/** Something that people, keys and apps do, of which their organization's log tells. */
export interface Act {
  /** The resource and what is done to it, as `key.create`. */
  readonly name: `${string}.${string}`;
  /**
   * In the transaction that does it; or before it, where that writes elsewhere than at home. Acts on money are kept if a person
   * does them: those of programs are as many as payments, and are in the events.
   */
  readonly kept: 'with it' | 'before it' | 'before it, of people';
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The act that a route is, and that the audit log keeps; `none` changes nothing that somebody would ask about. A route that
     * changes something has to say it, or is refused at start.
     */
    act?: Act | 'none';
  }
}

/** What people do on pages, which are no routes of the API. */
export const pageActs = [
  'invitation.accept',
  'person.change_password',
  'person.recover_password',
  'person.change_email',
  'person.turn_on_second_factor',
  'person.turn_off_second_factor',
  'person.new_recovery_codes',
  'person.add_passkey',
  'person.remove_passkey',
  'person.end_session',
  'person.end_other_sessions',
  'grant.give',
  'grant.withdraw',
] as const satisfies readonly Act['name'][];

/** What a person did on a page. */
export interface PageAct {
  readonly name: (typeof pageActs)[number];
  readonly person: PersonId;
  /** The id of what they acted on. */
  readonly about?: Id<Prefix>;
  /** What they asked for. It holds no password, code, token or other secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What is asked for by a request whose route is no act by itself. */
export interface AskedAct {
  readonly name: Act['name'];
  /** What is asked for. Of a card in it nothing is kept. */
  readonly detail: object;
}

/** Where acts are kept. */
export interface ActsLog {
  /** Keeps the act that the request was, in the transaction that does it. It comes last there. */
  done(client: pg.PoolClient, request: FastifyRequest, answer: object | null): Promise<void>;
  /**
   * Keeps that the act was asked for. It is durable when this returns.
   * @param act in place of the one that the route is.
   */
  asked(request: FastifyRequest, act?: AskedAct): Promise<void>;
  /**
   * Keeps what a person did on a page, in the transaction that does it, for every organization that they are a member of. It
   * comes last there.
   */
  ofPerson(client: pg.PoolClient, request: FastifyRequest, act: PageAct): Promise<void>;
  /** The same, for one organization, where it is no other's business. */
  ofMember(client: pg.PoolClient, request: FastifyRequest, act: PageAct, where: ActPlace): Promise<void>;
}

/** The organization that an act is about, and its account; null where it is about no account. */
export interface ActPlace {
  readonly organization: OrganizationId;
  readonly account: AccountId | null;
}

/** Requires that every route that changes something says which act it is, and keeps those that are kept before they are done. */
export function keepActs(app: App, acts: ActsLog | undefined): void {
  app.addHook('onRoute', (route) => {
    const { method, url, config } = route;
    if (method === 'GET' || method === 'HEAD' || config?.scope === undefined || config.scope === 'none')
      return;
    const { act } = config;
    if (act === undefined) throw new Error(`${method} ${url} does not say which act it is`);
    if (act === 'none' || act.kept === 'with it') return;
    const ofPeople = act.kept === 'before it, of people';
    const keep: preHandlerHookHandler = (request, _reply, done) => {
      // Nearly all payments are made by programs: they wait for nothing here.
      if (ofPeople && principalOf(request).actor.kind !== 'person') return done();
      if (acts === undefined) throw new Error(`${act.name} has nowhere to be kept`);
      acts.asked(request).then(() => done(), done);
    };
    // As late as can be, so that what is refused because it is malformed is not kept.
    route.preHandler = [route.preHandler ?? [], keep].flat();
  });
}

/** Does an act that takes no idempotency key, and keeps it, all or nothing. Throws `database_unavailable`. */
export async function runAct<Result>(
  { pool, acts }: { readonly pool: pg.Pool; readonly acts?: ActsLog },
  request: FastifyRequest,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  return inTransaction(pool, async (client) => {
    const result = await work(client);
    await keepDone(acts, client, request, null);
    return result;
  });
}

/** Keeps the act of the request's route, if it is one that is kept in the transaction that does it. */
export async function keepDone(
  acts: ActsLog | undefined,
  client: pg.PoolClient,
  request: FastifyRequest,
  answer: object | null,
): Promise<void> {
  const { act } = request.routeOptions.config;
  if (typeof act !== 'object' || act.kept !== 'with it') return;
  if (acts === undefined) throw new Error(`${act.name} has nowhere to be kept`);
  await acts.done(client, request, answer);
}
