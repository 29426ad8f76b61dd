export { Asking } from './asking.ts';
export { attemptWriter, outcomeWriter } from './attempt.ts';
export { balanceRoutes } from './balance-routes.ts';
export { Calendar } from './calendar.ts';
export { type CreateCommand, type PaymentAnswer, type PaymentsFound, subjectsOf } from './commands.ts';
export { payments } from './decider.ts';
export { Desk } from './desk.ts';
export { doneDueWriter, newDueWriter } from './due.ts';
export { Notified } from './notified.ts';
export { refusePaidOrder } from './paid-order.ts';
export type { Metadata, PaymentStatus } from './payment.ts';
export { provePayments } from './proof.ts';
export { Recovery } from './recovery.ts';
export { refundRoutes } from './refund-routes.ts';
export { newRefundWriter, refundWriter } from './refund-store.ts';
export { reversalRoutes } from './reversal-routes.ts';
export { cardOf, methodOf, paymentRoutes } from './routes.ts';
export { sandboxRoutes } from './sandbox-routes.ts';
export {
  Amount,
  Card,
  CurrencyCode,
  Metadata as MetadataSchema,
  OrderId,
  PaymentMethodInput,
} from './schemas.ts';
export { Sending } from './sending.ts';
export type { Refusal } from './step.ts';
