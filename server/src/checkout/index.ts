import type { App } from '../http/index.ts';
import { type PayerRoutesOptions, payerRoutes } from './payer-routes.ts';
import { type SessionRoutesOptions, sessionRoutes } from './routes.ts';
import { tokenRoutes } from './tokens.ts';

export { linkOfPayment } from './return-link.ts';
export { closedSessionWriter, sessionPaymentWriter } from './store.ts';

/** Everything of checkout: the merchant's sessions, the payer's page, tokens of cards. */
export function checkoutRoutes(app: App, options: SessionRoutesOptions & PayerRoutesOptions): void {
  sessionRoutes(app, options);
  payerRoutes(app, options);
  tokenRoutes(app, options.clock);
}
