import type { Row } from '../../database/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { type AccountId, type EndpointId, idFromUuid } from '../../kernel/ids.ts';
import type { KeyRing } from '../../vault/index.ts';
import { open, seal } from '../../vault/index.ts';
import type { TypeFilter } from '../reading.ts';
import type { EncryptionKey } from './encryption.ts';
import { secretContext } from './sealed.ts';

/** A webhook endpoint of a merchant. Times are real time in milliseconds. */
export interface Endpoint {
  readonly account: AccountId;
  readonly id: EndpointId;
  readonly url: string;
  /** The event types that it subscribes to, or `*` for all. */
  readonly events: readonly string[];
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether Florin's own key signs deliveries too (RFC 9421). */
  readonly httpSignatures: boolean;
  /** To which deliveries are encrypted; null: they are not. */
  readonly encryptionKey: EncryptionKey | null;
  readonly secret: Buffer;
  /** Earlier secrets, the newest first, and until when each of them also signs deliveries. */
  readonly secretsBefore: readonly { readonly secret: Buffer; readonly until: number }[];
  readonly status: 'enabled' | 'disabled';
  /** Every event up to this number was delivered or has a retry row. */
  readonly cursor: bigint;
  /** Increases when a replay resets the cursor. The cursor is then just before `replayFrom`. */
  readonly replays: number;
  readonly replayFrom: bigint | null;
  /** How many attempts in a row have failed, and since when. */
  readonly failures: number;
  readonly failingSince: number | null;
  readonly createdAt: number;
}

/** How many endpoints an account may have. */
export const ENDPOINTS_MAX = 50;
/** How long an earlier secret still signs after a rotation, and how many earlier secrets may sign at most. */
export const ROTATION_MS = 86_400_000;
export const SECRETS_BEFORE_MAX = 5;

export function endpointOf(row: Row): Endpoint {
  return {
    account: idFromUuid('acct', row.account_id),
    id: idFromUuid('we', row.id),
    url: row.url,
    events: row.events,
    description: row.description,
    metadata: row.metadata,
    httpSignatures: row.http_signatures,
    encryptionKey: row.encryption_key,
    secret: row.secret,
    secretsBefore: row.secrets_before.map((secret: Buffer, index: number) => ({
      secret,
      until: row.secrets_before_until[index],
    })),
    status: row.status,
    cursor: row.cursor,
    replays: row.replays,
    replayFrom: row.replay_from,
    failures: row.failures,
    failingSince: row.failing_since,
    createdAt: row.created_at,
  };
}

/** The endpoint as the API shows it. The secret is shown when it is created, and never again. */
export function endpointView(endpoint: Endpoint) {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint' as const,
    url: endpoint.url,
    events: [...endpoint.events],
    status: endpoint.status,
    description: endpoint.description,
    metadata: endpoint.metadata,
    http_signatures: endpoint.httpSignatures,
    encryption_key: endpoint.encryptionKey,
    failing_since: endpoint.failingSince === null ? null : rfc3339(endpoint.failingSince),
    created_at: rfc3339(endpoint.createdAt),
  };
}

export function typesOf(endpoint: Endpoint): TypeFilter {
  return endpoint.events.includes('*') ? null : endpoint.events;
}

export function sealSecret(keys: KeyRing, account: AccountId, id: EndpointId, secret: string): Buffer {
  return seal(keys, secretContext(account, id), Buffer.from(secret));
}

/** The secrets that sign a delivery now: the current one and, for a while after a rotation, earlier ones. */
export function secretsOf(keys: KeyRing, endpoint: Endpoint, now: number): string[] {
  const { account, id, secret, secretsBefore } = endpoint;
  const before = secretsBefore.filter(({ until }) => now < until).map((each) => each.secret);
  return [secret, ...before].map((one) => open(keys, secretContext(account, id), one).toString());
}
