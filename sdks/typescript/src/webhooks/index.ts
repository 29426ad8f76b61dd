export { FlorinError, InputError, VerificationError } from '../errors.ts';
export { expressWebhook, fastifyWebhook, type WebhookHandlerOptions, webhookHandler } from './handlers.ts';
export { type HeadersLike, verifyWebhook, type WebhookEvent, type WebhookOptions } from './verify.ts';
