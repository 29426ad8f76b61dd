import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { newId, type OrganizationId, uuidOf } from '../kernel/ids.ts';
import type { KeyRing } from '../vault/index.ts';

/** 256 random bits. */
const SECRET_BYTES = 32;

/** Creates an app of the organization. Its secret is only in the answer and is stored nowhere. */
export async function createApp(
  database: pg.Pool | pg.PoolClient,
  keys: KeyRing,
  app: { organization: OrganizationId; name: string; redirectUris: readonly string[] },
  at: number,
): Promise<{ client_id: string; client_secret: string }> {
  const id = newId('app');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  await database.query(
    `insert into app (app_id, organization_id, name, client_secret_hash, redirect_uris, created_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))`,
    [
      uuidOf(id),
      uuidOf(app.organization),
      app.name,
      keys.mac('api-keys', `${id} ${secret}`),
      app.redirectUris,
      at,
    ],
  );
  return { client_id: id, client_secret: secret };
}
