export { openCheckout } from './open.ts';
export { linkOfPayment } from './return-link.ts';
export { closedSessionWriter, sessionPaymentWriter } from './store.ts';
