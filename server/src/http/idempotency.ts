import canonicalize from 'canonicalize';
import type { FastifyRequest } from 'fastify';
import {
  bytes,
  id,
  questionOf,
  type Row,
  reader,
  type Statement,
  text,
  timestamp,
  writer,
} from '../database/index.ts';
import type { AccountId, CommandId, Id, Prefix } from '../kernel/ids.ts';
import { idFromUuid } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';
import { principalOf } from './authentication.ts';
import { checkText } from './request-text.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whether the route takes an Idempotency-Key. A POST that needs a scope and does not say is refused at
     * start; the API's document says it of the route, `none` with its reason.
     */
    idempotency?: 'key' | { readonly none: string };
  }
  interface FastifyRequest {
    /** The Idempotency-Key, on a route that accepts one. Null if none was sent. */
    idempotencyKey: string | null;
  }
}

/** The idempotency key of a request, with a fingerprint of the request. */
export interface IdempotencyKey {
  /** Separates the keys of different kinds of credential and of different apps, so that the same text is a different key in each. */
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: Buffer;
}

/** A stored key, with the request for which it was first used. */
export interface StandingKey extends IdempotencyKey {
  /** Null for a POST that creates no event. The answer to such a POST is stored in the key's own row. */
  readonly command: CommandId | null;
  readonly object: string;
  /** Until this time (milliseconds, by the database's clock) the command may still be running. */
  readonly recoverAfter: number;
}

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;

/**
 * Returns the value of the header, which may be bare or quoted as a structured field string
 * (draft-ietf-httpapi-idempotency-key-header-07), or null if there is no header. Throws `idempotency_key_invalid` or
 * `card_number_refused`.
 */
export function parseIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  const bare = /^".*"$/.test(header) ? header.slice(1, -1).replace(/\\(["\\])/g, '$1') : header;
  if (!PRINTABLE.test(bare))
    throw new Problem('idempotency_key_invalid', undefined, { field: 'Idempotency-Key' });
  checkText('Idempotency-Key', bare);
  return bare;
}

/**
 * An HMAC over the method, the path and the parsed body in canonical form (RFC 8785). So spaces and the order of fields make no
 * difference, and a missing body equals an empty one.
 */
function fingerprintOf(keys: KeyRing, method: string, path: string, body: unknown): Buffer {
  return keys.mac('fingerprints', `${method} ${path}\n${canonicalize(body ?? {})}`);
}

/**
 * Returns the idempotency key of a request, or null if it has none. `body` is the body to be fingerprinted. It must not contain a
 * card number.
 */
export function idempotencyKeyOf(
  keys: KeyRing,
  request: FastifyRequest,
  body: unknown,
): IdempotencyKey | null {
  if (request.routeOptions.config.idempotency !== 'key')
    throw new Error(`${request.routeOptions.url} does not say that it takes an Idempotency-Key`);
  if (request.idempotencyKey === null) return null;
  const path = request.url.split('?')[0] as string;
  return {
    scope: principalOf(request).idempotencyScope,
    key: request.idempotencyKey,
    fingerprint: fingerprintOf(keys, request.method, path, body),
  };
}

interface KeyOwner {
  readonly account: AccountId;
  readonly key: IdempotencyKey;
}

const standingKeys = reader<KeyOwner>(
  'standing keys',
  {
    account: id((owner) => owner.account),
    scope: text((owner) => owner.key.scope),
    key: text((owner) => owner.key.key),
  },
  (rows) => `
    select i.account_id, i.scope, i.key, i.fingerprint, i.command_id, i.object_id, i.recover_after
    from ${rows} join idempotency i on i.account_id = c.account and i.scope = c.scope and i.key = c.key`,
);

/** Finds those of the keys that are already stored. */
export function readKeys(owners: readonly KeyOwner[]): Statement | null {
  return questionOf(standingKeys, owners);
}

export class StandingKeys {
  readonly #rows = new Map<string, StandingKey>();

  constructor(rows: readonly Row[]) {
    for (const row of rows) {
      const account = idFromUuid('acct', row.account_id);
      this.#rows.set(keySubject(account, row.scope, row.key), {
        scope: row.scope,
        key: row.key,
        fingerprint: row.fingerprint,
        command: row.command_id === null ? null : idFromUuid('cmd', row.command_id),
        object: row.object_id,
        recoverAfter: row.recover_after,
      });
    }
  }

  find(account: AccountId, key: IdempotencyKey): StandingKey | undefined {
    return this.#rows.size === 0 ? undefined : this.#rows.get(keySubject(account, key.scope, key.key));
  }
}

/** The name of the key within the commit queue. Two requests with the same name never share a round. */
export function keySubject(account: AccountId, scope: string, key: string): string {
  return `${account} ${scope} ${key}`;
}

interface NewKey extends KeyOwner {
  readonly command: CommandId;
  readonly object: Id<Prefix>;
  readonly recoverAfter: number;
  readonly at: number;
}

export const keyWriter = writer<NewKey>(
  'new_keys',
  {
    account_id: id((row) => row.account),
    scope: text((row) => row.key.scope),
    key: text((row) => row.key.key),
    fingerprint: bytes((row) => row.key.fingerprint),
    command_id: id((row) => row.command),
    object_id: id((row) => row.object),
    recover_after: timestamp((row) => row.recoverAfter),
    at: timestamp((row) => row.at),
  },
  (rows) => `
    insert into idempotency (account_id, scope, key, fingerprint, command_id, object_id, recover_after, at)
    select * from ${rows}`,
);
