export { balanceRoutes } from './api/balances/routes.ts';
export { CommandHandler } from './api/command-handler.ts';
export { refusePaidOrder } from './api/paid-order.ts';
export { cardOf, methodOf, paymentRoutes } from './api/payments/routes.ts';
export { refundRoutes } from './api/refunds/routes.ts';
export { reversalRoutes } from './api/reversals/routes.ts';
export { sandboxRoutes } from './api/sandbox/routes.ts';
export {
  Amount,
  CaptureMethod,
  Card,
  CurrencyCode,
  OrderId,
  PaymentMethodInput,
} from './api/schemas.ts';
export { type CreateCommand, type PaymentAnswer, type PaymentsFound, subjectsOf } from './round/commands.ts';
export { payments } from './round/decider.ts';
export type { Metadata, PaymentStatus } from './rules/payment.ts';
export type { Refusal } from './rules/step.ts';
export { attemptWriter, outcomeWriter } from './store/attempts.ts';
export { doneDueWriter, newDueWriter } from './store/due.ts';
export { newRefundWriter, refundWriter } from './store/refunds.ts';
export { ChannelClient } from './work/channel-client.ts';
export { NotificationHandler } from './work/notification-handler.ts';
export { PaymentProcessor } from './work/processor.ts';
export { Recovery } from './work/recovery.ts';
export { Scheduler } from './work/scheduler.ts';
