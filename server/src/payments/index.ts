export { refusePaidOrder } from './api/paid-order.ts';
export { cardOf, methodOf } from './api/payments/methods.ts';
export {
  Amount,
  CaptureMethod,
  Card,
  CurrencyCode,
  OrderId,
  PaymentMethodInput,
} from './api/schemas.ts';
export { openPayments } from './open.ts';
export { type CreateCommand, type PaymentAnswer, type PaymentsFound, subjectsOf } from './round/commands.ts';
export { payments } from './round/decider.ts';
export type { Metadata, PaymentStatus } from './rules/payment.ts';
export type { Refusal } from './rules/step.ts';
export { attemptWriter, outcomeWriter } from './store/attempts.ts';
export { doneDueWriter, newDueWriter } from './store/due.ts';
export { newRefundWriter, refundWriter } from './store/refunds.ts';
export type { PaymentProcessor } from './work/processor.ts';
export type { Recovery } from './work/recovery.ts';
export type { Scheduler } from './work/scheduler.ts';
