import { id, questionOf, reader, type Statement, writer } from '../../database/index.ts';
import type { AccountId, Id, PaymentId } from '../../kernel/ids.ts';

interface GrantRef {
  readonly account: AccountId;
  readonly grant: Id<'grt'>;
}

const usedGrants = reader<GrantRef>(
  'used grants',
  { account: id((ref) => ref.account), grant_id: id((ref) => ref.grant) },
  (rows) => `select g.grant_id, g.payment_id from ${rows}
             join granted_payment g on g.account_id = c.account and g.grant_id = c.grant_id`,
);

/** Those of the grants that were used, each with its payment. */
export function readUsedGrants(refs: readonly GrantRef[]): Statement | null {
  return questionOf(usedGrants, refs);
}

/** Uses a grant. If it was used before, the database refuses the round. */
export const grantedPaymentWriter = writer<GrantRef & { readonly payment: PaymentId }>(
  'granted_payments',
  {
    account_id: id((row) => row.account),
    grant_id: id((row) => row.grant),
    payment_id: id((row) => row.payment),
  },
  (rows) => `insert into granted_payment (account_id, grant_id, payment_id) select * from ${rows}`,
);
