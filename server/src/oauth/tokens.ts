import { hash } from 'node:crypto';
import type pg from 'pg';
import { type Row, readRows, UsedMarks } from '../database/index.ts';
import {
  type Authenticate,
  cameIn,
  certificateBehind,
  certificateUrlOf,
  type Presented,
  type Principal,
  ProofRefused,
  thumbprintOf,
} from '../http/index.ts';
import { accountOf, appScopes, scopesOf } from '../identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { idFromUuid } from '../kernel/ids.ts';
import type { Settings } from '../kernel/setting.ts';
import type { KeyRing } from '../vault/index.ts';
import { PAYMENT_SCOPE } from './granted-payment.ts';
import { keptPayment } from './grants.ts';
import { checkProof } from './proofs.ts';
import { resourceOf } from './resource.ts';
import { type Payload, payloadOf, stateHash } from './state.ts';

const POLL_MS = 250;
/** How long a cached token is still accepted, counted from when the last successful poll was sent. */
const BELIEVE_MS = 1000;
const CACHED_MAX = 10_000;

/** What is known of a token. */
interface Known {
  readonly holder: Principal | null;
  /** When the token expires. */
  readonly until: number;
  /** The thumbprint of the key that it is bound to. */
  readonly jkt: string | null;
  /** The thumbprint of the client certificate that it is bound to. */
  readonly x5t: string | null;
  /** What of it may be revoked, in hex. */
  readonly subjects: readonly string[];
}

const NOBODY: Known = { holder: null, until: Infinity, jkt: null, x5t: null, subjects: [] };

export interface TokensOptions {
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly settings: Pick<Settings, 'clientCertificatePort'>;
}

/**
 * Finds who acts by an access token. A token is looked up once, and then known until it is revoked: a log of what was revoked is
 * polled, so every process refuses it within a second. Whatever else may end it (an app, an account, a role) moves the revision
 * of `identity`, at which all are looked up again.
 */
class TokenDirectory {
  readonly #pool: pg.Pool;
  readonly #options: TokensOptions;
  readonly #proofs: UsedMarks;
  readonly #cached = new Map<string, Known>();
  readonly #poll: NodeJS.Timeout;
  #asking = false;
  #revision: bigint | null = null;
  #identityRevision: bigint | null = null;
  #goodUntil = -Infinity;

  constructor(pool: pg.Pool, options: TokensOptions) {
    this.#pool = pool;
    this.#options = options;
    this.#proofs = new UsedMarks(pool, 'oauth_proof');
    this.#poll = setInterval(() => void this.#ask().catch(() => {}), POLL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#poll);
    await this.#proofs.stop();
  }

  /**
   * Who acts by the token; null for nobody.
   * @param presented how it was sent; left out, only whether it still stands is asked. Throws `ProofRefused`, or `database_unavailable`.
   */
  authenticate(token: string, presented?: Presented): Principal | null | Promise<Principal | null> {
    const digest = hash('sha256', token, 'base64');
    if (this.#options.clock.monotonic() < this.#goodUntil) {
      const cached = this.#cached.get(digest);
      if (cached !== undefined) return this.#use(cached, token, presented);
    }
    return this.#lookUp(token, digest).then((known) => this.#use(known, token, presented));
  }

  #use(
    known: Known,
    token: string,
    presented: Presented | undefined,
  ): Principal | null | Promise<Principal | null> {
    const { holder, until, jkt, x5t } = known;
    const now = this.#options.clock.now();
    if (holder === null || now >= until) return null;
    if (presented === undefined) return holder;
    if (x5t !== null) checkCertificate(presented, x5t, now);
    if (jkt === null) {
      if (presented.scheme === 'bearer') return holder;
      throw new ProofRefused('This token is not bound to a key: send it as Bearer.');
    }
    if (presented.scheme === 'bearer')
      throw new ProofRefused('This token is bound to a key: send it as DPoP, with a proof (RFC 9449).');
    return this.#prove(holder, jkt, token, presented, now);
  }

  async #prove(
    holder: Principal,
    jkt: string,
    token: string,
    { proof, method, path, connection }: Presented,
    now: number,
  ): Promise<Principal> {
    const { publicUrl, settings } = this.#options;
    const port = settings.clientCertificatePort;
    const at = cameIn(connection, port) ? certificateUrlOf(publicUrl, port) : publicUrl;
    const url = `${at}${path}`;
    const { jti, expiresAt } = await checkProof(proof, { token, jkt, method, url, now });
    if (!(await this.#proofs.use(hash('sha256', `${jkt} ${jti}`), expiresAt)))
      throw new ProofRefused('This proof was used before: make one for each request.');
    return holder;
  }

  async #lookUp(token: string, digest: string): Promise<Known> {
    const { keys } = this.#options;
    const [row] = (await readRows(this.#pool, {
      name: 'oauth token',
      text: `select r.revision, i.revision as identity_revision, s.id_hash, s.model, s.payload, s.grant_hash,
               s.expires_at as until, p.app_id, p.scopes as app_scopes, g.person_id, g.id as grant_id,
               g.payment as granted_payment, m.role, a.*
             from oauth_revision r cross join identity_revision i
             left join oauth_state s on s.id_hash = any($1)
             left join app p on p.app_id = s.app_id and p.closed_at is null
               and exists (select from account o where o.account_id = p.account_id and o.closed_at is null)
             left join oauth_grant g on g.grant_hash = s.grant_hash and g.revoked_at is null
             left join membership m on m.person_id = g.person_id and m.organization_id = g.organization_id
             left join account a on a.closed_at is null
               and a.account_id = case s.model when 'ClientCredentials' then p.account_id else g.account_id end`,
      values: [[stateHash(keys, 'AccessToken', token), stateHash(keys, 'ClientCredentials', token)]],
    })) as [Row];
    const known = this.#knownOf(row);
    if (this.#cached.size >= CACHED_MAX) this.#cached.clear();
    if (row.revision === this.#revision && row.identity_revision === this.#identityRevision)
      this.#cached.set(digest, known);
    return known;
  }

  #knownOf(row: Row): Known {
    // A token needs its app and its account; and what a person granted, a person who still has a role there.
    if (row.id_hash === null || row.app_id === null || row.account_id === null) return NOBODY;
    if (row.model === 'AccessToken' && row.role === null) return NOBODY;
    const payload = payloadOf(this.#options.keys, row.id_hash, row.payload);
    if (payload.aud !== resourceOf(this.#options.publicUrl)) return NOBODY;
    return {
      holder: holderOf(row, payload),
      until: row.until,
      jkt: (payload.jkt as string | undefined) ?? null,
      x5t: (payload['x5t#S256'] as string | undefined) ?? null,
      subjects: [row.id_hash, row.grant_hash].flatMap((each: Buffer | null) => each?.toString('hex') ?? []),
    };
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const sentAt = this.#options.clock.monotonic();
    try {
      const rows = await readRows(this.#pool, {
        name: 'oauth revocations',
        text: `select r.revision, i.revision as identity_revision, l.subject
               from oauth_revision r cross join identity_revision i
               left join oauth_revocation l on l.revision > $1`,
        values: [this.#revision ?? Number.MAX_SAFE_INTEGER],
      });
      this.#follow(rows as [Row, ...Row[]]);
      this.#goodUntil = Math.max(this.#goodUntil, sentAt + BELIEVE_MS);
    } finally {
      this.#asking = false;
    }
  }

  /** Forgets what was revoked; everything, where the log does not say all of it. */
  #follow(rows: readonly [Row, ...Row[]]): void {
    const { revision, identity_revision } = rows[0];
    const subjects = new Set<string>(rows.flatMap(({ subject }) => subject?.toString('hex') ?? []));
    const said = rows.filter(({ subject }) => subject !== null).length;
    const whole = this.#revision !== null && revision === this.#revision + BigInt(said);
    if (!whole || identity_revision !== this.#identityRevision) this.#cached.clear();
    else if (subjects.size > 0)
      for (const [digest, known] of this.#cached)
        if (known.subjects.some((subject) => subjects.has(subject))) this.#cached.delete(digest);
    this.#revision = revision;
    this.#identityRevision = identity_revision;
  }
}

/** Throws `ProofRefused` where the request did not come with the certificate that its token is bound to (RFC 8705 section 3). */
function checkCertificate({ connection }: Presented, x5t: string, now: number): void {
  const shown = certificateBehind(connection, now);
  if (shown === null)
    throw new ProofRefused(
      'This token is bound to a client certificate: send it to the port that asks for one, with that certificate (RFC 8705).',
    );
  if (thumbprintOf(shown) !== x5t)
    throw new ProofRefused('This token is bound to another client certificate than this one.');
}

function holderOf(row: Row, { scope, rar }: Payload): Principal {
  const settings = accountOf(row);
  const app = idFromUuid('app', row.app_id);
  const asked = String(scope ?? '').split(' ');
  const ofApp: readonly string[] = row.app_scopes;
  const ofRole: ReadonlySet<string> | null = row.role === null ? null : scopesOf(row.role);
  // What an app was given before it became too much for an app does not work on.
  const held = appScopes.filter((scope) => ofApp.includes(scope) && (ofRole === null || ofRole.has(scope)));
  // Not every token of such a grant may: one that only says who the person is lasts longer.
  const payment = rar === undefined || row.grant_id === null ? null : keptPayment(row.granted_payment);
  return {
    account: settings.id,
    environment: settings.environment,
    settings,
    scopes: new Set(payment === null ? held.filter((scope) => asked.includes(scope)) : []),
    ...(payment !== null && held.includes(PAYMENT_SCOPE)
      ? { grantedPayment: { ...payment, grant: idFromUuid('grt', row.grant_id) } }
      : {}),
    actor: {
      kind: 'app',
      id: app,
      grantedBy: row.person_id === null ? settings.organization : idFromUuid('per', row.person_id),
    },
    rateLimit: settings.rateLimit,
    idempotencyScope: app,
  };
}

/** What secret and publishable keys look like. No token does: its characters are random. */
const KEY = /^[sp]k_(test|live)_/;

/** Accepts access tokens beside what was accepted before. */
export function openTokens(
  pool: pg.Pool,
  options: TokensOptions,
  authenticateKey: Authenticate,
): { readonly authenticate: Authenticate; readonly stop: () => Promise<void> } {
  const directory = new TokenDirectory(pool, options);
  return {
    authenticate: (token, presented) => {
      if (!KEY.test(token)) return directory.authenticate(token, presented);
      return presented?.scheme === 'dpop' ? null : authenticateKey(token);
    },
    stop: () => directory.stop(),
  };
}
