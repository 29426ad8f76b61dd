export { Asking } from './asking.ts';
export { attemptWriter, outcomeWriter } from './attempt.ts';
export {
  type CreateCommand,
  type PaymentAnswer,
  type PaymentsFound,
  payments,
  subjectsOf,
} from './commands.ts';
export { doneDueWriter, newDueWriter } from './due.ts';
export type { Refusal } from './machine.ts';
export type { Metadata, PaymentStatus } from './payment.ts';
export { provePayments } from './proof.ts';
export { Recovery } from './recovery.ts';
export { methodOf, type PaymentRoutesOptions, paymentRoutes } from './routes.ts';
export {
  Amount,
  Card,
  CurrencyCode,
  Metadata as MetadataSchema,
  OrderId,
  PaymentMethodInput,
} from './schemas.ts';
export { Sending } from './sending.ts';
export { newPaymentWriter, paymentWriter } from './store.ts';
