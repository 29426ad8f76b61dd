import { join } from 'node:path';
import type { Cards } from '../cards/index.ts';
import type { AccountDirectory } from '../identity/index.ts';
import type { Base } from '../module.ts';
import type { PaymentProcessor, Recovery } from '../payments/index.ts';
import { payerRoutes } from './payer-routes.ts';
import { sessionRoutes } from './routes.ts';

/** Where `npm run build --workspace checkout` leaves the payer's page. */
const PAGE_FOLDER = join(import.meta.dirname, '../../../checkout/dist');

export interface CheckoutNeeds {
  readonly cards: Cards;
  readonly accounts: AccountDirectory;
  readonly processor: PaymentProcessor;
  readonly recovery: Recovery;
}

/** Opens all of checkout: the merchant's sessions, the payer's page. */
export function openCheckout(base: Base, needs: CheckoutNeeds): void {
  sessionRoutes(base.app, base);
  payerRoutes(base.app, { ...base, ...needs, pageFolder: PAGE_FOLDER });
}
