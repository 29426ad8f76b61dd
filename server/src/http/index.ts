export { type Authenticate, type CredentialKind, type Principal, principalOf } from './authentication.ts';
export { serveHealth } from './health.ts';
export {
  fingerprintOf,
  type IdempotencyKey,
  keySubject,
  keyWriter,
  parseIdempotencyKey,
  readKeys,
  type StandingKey,
  StandingKeys,
} from './idempotency.ts';
export { serveMetrics } from './metrics.ts';
export { type Operation, serveOpenApi } from './openapi.ts';
export { type App, buildServer, type ServerTimes } from './server.ts';
