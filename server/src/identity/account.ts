import type { PaymentMethod } from '../channels/index.ts';
import type { Row } from '../database/index.ts';
import { type AccountId, idFromUuid, type OrganizationId } from '../kernel/ids.ts';

/** The settings that decide an account's money commands. */
export interface AccountTerms {
  readonly feeBasisPoints: bigint;
  readonly feeFixed: bigint;
  /** How far `merchant_available` may go below zero, per currency. */
  readonly negativeLimit: bigint;
}

/** A merchant's books in one environment. A sandbox account and a live one share code and nothing else. */
export interface Account {
  readonly id: AccountId;
  readonly organization: OrganizationId;
  readonly environment: 'sandbox' | 'live';
  readonly name: string;
  /** The payment method of a `POST /pay` that names none. */
  readonly defaultMethod: PaymentMethod | null;
  readonly terms: AccountTerms;
  /** Requests per second of one key, or null for no limit. */
  readonly rateLimit: number | null;
}

declare module '../http/authentication.ts' {
  interface AccountSettings extends Account {}
}

export function accountOf(row: Row): Account {
  return {
    id: idFromUuid('acct', row.account_id),
    organization: idFromUuid('org', row.organization_id),
    environment: row.environment,
    name: row.name,
    defaultMethod: row.default_method,
    terms: {
      feeBasisPoints: BigInt(row.fee_basis_points),
      feeFixed: row.fee_fixed,
      negativeLimit: row.negative_limit,
    },
    rateLimit: row.rate_limit,
  };
}
