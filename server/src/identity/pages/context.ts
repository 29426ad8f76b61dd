import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { ActsLog, App } from '../../http/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { KeyRing } from '../../vault/index.ts';
import type { MailRequests } from '../people/mail-requests.ts';
import type { Person } from '../people/person.ts';
import { knownDevice } from '../sessions/devices.ts';
import type { Guesser, Guesses } from '../sessions/guesses.ts';
import type { Judge } from '../sessions/judge.ts';
import type { Sessions, SignedIn } from '../sessions/sessions.ts';
import { Visit } from './visit.ts';

/** What the pages work with. */
export interface PagesContext {
  readonly home: pg.Pool;
  readonly keys: KeyRing;
  readonly acts: ActsLog;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly sessions: Sessions;
  readonly guesses: Guesses;
  readonly judge: Judge;
  readonly mails: MailRequests;
  /** Whether mails are shown at `/mail`. */
  readonly mailbox: boolean;
}

type Params = Readonly<Record<string, string>>;
type Handler = (visit: Visit, params: Params) => Promise<FastifyReply>;
export type SignedInHandler = (visit: Visit, signedIn: SignedIn, params: Params) => Promise<FastifyReply>;

export const PAGE_OPTIONS = {
  config: { scope: 'none', limited: 'address' },
  schema: { hide: true },
} as const;

/** Mounts pages: those that anybody may open, and those for whoever has signed in. Every form is checked to be our own. */
export function mounting(app: App, context: PagesContext) {
  const run = (handler: Handler, isForm: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    const visit = new Visit(request, reply, context);
    if (isForm) visit.requireOwnForm();
    return handler(visit, request.params as Record<string, string>);
  };
  const signedIn =
    (handler: SignedInHandler): Handler =>
    async (visit, params) => {
      const found = await whoVisits(context, visit);
      if (found !== null) return handler(visit, found, params);
      const next = visit.request.method === 'GET' ? visit.here : null;
      return visit.redirect(visit.onTheWay('/login', next));
    };
  return {
    page: (path: string, handler: Handler) => app.get(path, PAGE_OPTIONS, run(handler, false)),
    form: (path: string, handler: Handler) => app.post(path, PAGE_OPTIONS, run(handler, true)),
    ownPage: (path: string, handler: SignedInHandler) =>
      app.get(path, PAGE_OPTIONS, run(signedIn(handler), false)),
    ownForm: (path: string, handler: SignedInHandler) =>
      app.post(path, PAGE_OPTIONS, run(signedIn(handler), true)),
  };
}

/** Who has signed in with the visitor's browser; null for nobody. */
export async function whoVisits(
  { sessions }: Pick<PagesContext, 'sessions'>,
  visit: Visit,
): Promise<SignedIn | null> {
  const secret = visit.cookie('session');
  return secret === undefined ? null : sessions.find(secret);
}

/** Who guesses at the person with this address, which may be nobody's. */
export function guesserOf(
  { keys }: PagesContext,
  visit: Visit,
  email: string,
  person: Person | null,
): Guesser {
  const device = person === null ? null : knownDevice(keys, visit.cookie('device'), person.id);
  return { subject: email, address: visit.address, device };
}
