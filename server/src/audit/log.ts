import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import { inTransaction } from '../database/index.ts';
import {
  type ActPlace,
  type ActsLog,
  type AskedAct,
  addressOf,
  type PageAct,
  principalOf,
} from '../http/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { idAt, idFromUuid, type OrganizationId, stampAfter, stampOf, uuidOf } from '../kernel/ids.ts';
import { type AuditEntry, entryHash, NO_ENTRY_HASH } from './chain.ts';

type NewEntry = Omit<AuditEntry, 'id' | 'seq'>;

/**
 * Writes an entry into the organization's log, within the transaction. It comes last in a transaction, because it locks the
 * log's head until the transaction ends.
 */
async function writeEntry(client: pg.PoolClient, entry: NewEntry): Promise<void> {
  const before = await lockHead(client, entry.organization);
  const next = {
    ...entry,
    seq: before.seq + 1n,
    id: idAt('aud', stampAfter(before.stamp, entry.at)),
  };
  const hash = Buffer.from(entryHash(before.hash, next), 'hex');
  const { organization, account } = next;
  await client.query(
    `with head as (
       update audit_head set seq = $3, id = $2, hash = $13 where organization_id = $1)
     insert into audit_entry (organization_id, id, seq, at, act, state, actor, account_id, object, detail, request, address, hash)
     values ($1, $2, $3, to_timestamp($4::float8 / 1000.0), $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[
        uuidOf(organization),
        uuidOf(next.id),
        next.seq.toString(),
        next.at,
        next.act,
        next.state,
        next.actor,
      ],
      ...[
        account === null ? null : uuidOf(account),
        next.object,
        next.detail,
        next.request,
        next.address,
        hash,
      ],
    ],
  );
}

async function lockHead(client: pg.PoolClient, organization: OrganizationId) {
  const none = uuidOf(idAt('aud', 0n));
  await client.query(
    `insert into audit_head (organization_id, seq, id, hash) values ($1, 0, $2, $3) on conflict do nothing`,
    [uuidOf(organization), none, Buffer.from(NO_ENTRY_HASH, 'hex')],
  );
  const { rows } = await client.query(
    `select seq, id, encode(hash, 'hex') as hash from audit_head where organization_id = $1 for update`,
    [uuidOf(organization)],
  );
  const [{ seq, id, hash }] = rows;
  return { seq: seq as bigint, stamp: stampOf(idFromUuid('aud', id)), hash: hash as string };
}

/** What routes and pages write into the logs of the organizations for which somebody acts, or to which they belong. */
export class AuditLog implements ActsLog {
  readonly #home: pg.Pool;
  readonly #clock: Clock;

  constructor(home: pg.Pool, clock: Clock) {
    this.#home = home;
    this.#clock = clock;
  }

  async done(client: pg.PoolClient, request: FastifyRequest, answer: object | null): Promise<void> {
    await writeEntry(client, this.#entryOf(request, actOf(request), 'done', objectOf(request, answer)));
  }

  async asked(request: FastifyRequest, act = actOf(request)): Promise<void> {
    const entry = this.#entryOf(request, act, 'asked', objectOf(request, null));
    await inTransaction(this.#home, (client) => writeEntry(client, entry));
  }

  async ofPerson(client: pg.PoolClient, request: FastifyRequest, act: PageAct): Promise<void> {
    // In one order, so that two transactions never wait for each other's heads.
    const { rows } = await client.query(
      'select organization_id from membership where person_id = $1 order by organization_id',
      [uuidOf(act.person)],
    );
    for (const row of rows) {
      const organization = idFromUuid('org', row.organization_id);
      await this.ofMember(client, request, act, { organization, account: null });
    }
  }

  async ofMember(
    client: pg.PoolClient,
    request: FastifyRequest,
    { name, person, about, detail }: PageAct,
    { organization, account }: ActPlace,
  ): Promise<void> {
    await writeEntry(client, {
      ...{ organization, at: this.#clock.now(), act: name, state: 'done', actor: person, account },
      ...{ object: about ?? null, detail: JSON.stringify(detail ?? {}) },
      ...{ request: request.id, address: addressOf(request) },
    });
  }

  #entryOf(
    request: FastifyRequest,
    { name, detail }: AskedAct,
    state: AuditEntry['state'],
    object: string | null,
  ): NewEntry {
    const { account, actor, settings } = principalOf(request);
    return {
      organization: settings.organization,
      at: this.#clock.now(),
      act: name,
      ...{ state, actor: actor.id, account, object },
      detail: detailOf(detail),
      request: request.id,
      address: addressOf(request),
    };
  }
}

/** The act that the request's route is, of what its body says. */
function actOf({ routeOptions, body }: FastifyRequest): AskedAct {
  const { act } = routeOptions.config;
  if (typeof act !== 'object') throw new Error(`${routeOptions.url} does not say which act it is`);
  return { name: act.name, detail: (body ?? {}) as object };
}

/** What was asked for, without cards: they are sent before they are exchanged for a token, and nothing is ever taken out of the log. */
function detailOf(detail: object): string {
  return JSON.stringify(detail, (name, value) =>
    name === 'card' && typeof value === 'object' && value !== null ? 'not kept' : value,
  );
}

/** What was made, or else what the path names. */
function objectOf(request: FastifyRequest, answer: object | null): string | null {
  const made = (answer as { id?: unknown } | null)?.id;
  const named = (request.params as { id?: unknown }).id;
  return typeof made === 'string' ? made : typeof named === 'string' ? named : null;
}
