export type { App } from './app.ts';
export { type Authenticate, type CredentialKind, type Principal, principalOf } from './authentication.ts';
export { serveErrorDocs } from './error-docs.ts';
export {
  MetadataField,
  MomentField,
  moment,
  payerAddress,
  ShownMetadata,
  WebAddressField,
} from './fields.ts';
export { serveHealth } from './health.ts';
export {
  type IdempotencyKey,
  idempotencyKeyOf,
  keySubject,
  keyWriter,
  readKeys,
  type StandingKey,
  StandingKeys,
} from './idempotency.ts';
export {
  type IdempotentAnswer,
  type IdempotentOptions,
  runIdempotently,
  runIdempotentlyInSteps,
} from './idempotent.ts';
export { serveMetrics } from './metrics.ts';
export { type Operation, serveOpenApi } from './openapi.ts';
export { checkDirection, idParameter, keysetOf, ListOf, limitOf, PageQuery } from './pagination.ts';
export { textOf } from './request-text.ts';
export { buildServer, type ServerTimes } from './server.ts';
