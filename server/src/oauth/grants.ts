import type pg from 'pg';
import { readRows } from '../database/index.ts';
import { type AppId, type PersonId, scopesOf } from '../identity/index.ts';
import { type AccountId, type Id, idFromUuid, newId, type OrganizationId, uuidOf } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import { type AskedPayment, detailOf, type PaymentDetail } from './granted-payment.ts';

/** An account on which a person may let an app act. */
export interface GrantableAccount {
  readonly id: AccountId;
  readonly name: string;
  readonly organization: OrganizationId;
  readonly organizationName: string;
  readonly environment: 'sandbox' | 'live';
}

/** The open accounts of the person's organizations on which their role has all of the scopes, in one environment. */
export async function grantableAccounts(
  home: pg.Pool,
  person: PersonId,
  environment: 'sandbox' | 'live',
  scopes: readonly string[],
): Promise<GrantableAccount[]> {
  const rows = await readRows(home, {
    name: 'accounts that a person may grant',
    text: `select a.account_id, a.name, a.environment, a.organization_id, o.name as organization_name, m.role
           from membership m join organization o using (organization_id) join account a using (organization_id)
           where m.person_id = $1 and a.environment = $2 and a.closed_at is null order by a.account_id`,
    values: [uuidOf(person), environment],
  });
  return rows
    .filter(({ role }) => {
      const held: ReadonlySet<string> = scopesOf(role);
      return scopes.every((scope) => held.has(scope));
    })
    .map((row) => ({
      id: idFromUuid('acct', row.account_id),
      name: row.name,
      organization: idFromUuid('org', row.organization_id),
      organizationName: row.organization_name,
      environment: row.environment,
    }));
}

/** Who asks: the app's name, its organization's, and in which environment it is. */
export interface AskingApp {
  readonly name: string;
  readonly organizationName: string;
  readonly environment: 'sandbox' | 'live';
  readonly scopes: readonly string[];
  /** Whether it goes on when the person is away. */
  readonly refreshes: boolean;
}

/** The app that asks for consent; null if it is closed. */
export async function askingApp(home: pg.Pool, id: AppId): Promise<AskingApp | null> {
  const [row] = await readRows(home, {
    name: 'app that asks',
    text: `select p.name, p.scopes, p.grant_types, a.environment, o.name as organization_name
           from app p join organization o using (organization_id) join account a using (account_id)
           where p.app_id = $1 and p.closed_at is null and a.closed_at is null`,
    values: [uuidOf(id)],
  });
  if (row === undefined) return null;
  const { name, scopes, environment, organization_name: organizationName } = row;
  const refreshes = row.grant_types.includes('refresh_token');
  return { name, scopes, environment, organizationName, refreshes };
}

/** The payment that a grant's row keeps. */
export function keptPayment(kept: PaymentDetail | null): AskedPayment | null {
  if (kept === null) return null;
  const { amount, currency, order_id: orderId = null } = kept;
  return { amount: BigInt(amount), currency: currency as Currency, orderId };
}

interface NewGrant {
  readonly hash: Buffer;
  readonly app: AppId;
  readonly person: PersonId;
  /** Null where the app only learns who the person is. */
  readonly account: GrantableAccount | null;
  readonly scopes: readonly string[];
  /** The one payment that the app may make; null: what the scopes say. */
  readonly payment: AskedPayment | null;
  readonly seconds: number;
}

/** Writes down what a person lets an app do. */
export async function recordGrant(
  client: pg.PoolClient,
  grant: NewGrant,
  now: number,
): Promise<{ id: Id<'grt'>; expiresAt: number }> {
  const { hash, app, person, account, scopes, payment, seconds } = grant;
  const id = newId('grt');
  const expiresAt = now + seconds * 1000;
  await client.query(
    `insert into oauth_grant (grant_hash, id, app_id, person_id, organization_id, account_id, scopes, created_at, expires_at, payment)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0), to_timestamp($9 / 1000.0), $10)`,
    [
      ...[hash, uuidOf(id), uuidOf(app), uuidOf(person)],
      ...[
        account === null ? null : uuidOf(account.organization),
        account === null ? null : uuidOf(account.id),
      ],
      ...[scopes, now, expiresAt, payment === null ? null : JSON.stringify(detailOf(payment))],
    ],
  );
  return { id, expiresAt };
}

export interface StandingGrant {
  readonly id: Id<'grt'>;
  readonly hash: Buffer;
  readonly app: AppId;
  readonly appName: string;
  /** The account on which the app acts, and its organization; null where it only learns who the person is. */
  readonly on: { readonly organization: OrganizationId; readonly account: AccountId } | null;
  readonly accountName: string | null;
  readonly scopes: readonly string[];
  readonly payment: AskedPayment | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What the person lets apps do, the newest first. */
export async function grantsOf(home: pg.Pool, person: PersonId, now: number): Promise<StandingGrant[]> {
  const rows = await readRows(home, {
    name: 'grants of person',
    text: `select g.*, p.name as app_name, a.name as account_name
           from oauth_grant g join app p using (app_id) left join account a on a.account_id = g.account_id
           where g.person_id = $1 and g.revoked_at is null and g.expires_at > to_timestamp($2 / 1000.0)
             and p.closed_at is null and a.closed_at is null
           order by g.id desc limit 200`,
    values: [uuidOf(person), now],
  });
  return rows.map((row) => ({
    id: idFromUuid('grt', row.id),
    hash: row.grant_hash,
    app: idFromUuid('app', row.app_id),
    on:
      row.account_id === null
        ? null
        : {
            organization: idFromUuid('org', row.organization_id),
            account: idFromUuid('acct', row.account_id),
          },
    ...{ appName: row.app_name, accountName: row.account_name, scopes: row.scopes },
    payment: keptPayment(row.payment),
    ...{ createdAt: row.created_at, expiresAt: row.expires_at },
  }));
}
