export { Asking } from './asking.ts';
export { attemptWriter, outcomeWriter } from './attempt.ts';
export { doneDueWriter, newDueWriter } from './due.ts';
export { provePayments } from './proof.ts';
export { Recovery } from './recovery.ts';
export { type PaymentRoutesOptions, paymentRoutes } from './routes.ts';
export { Sending } from './sending.ts';
export { newPaymentWriter, paymentWriter } from './store.ts';
