export { type Authenticate, type CredentialKind, type Principal, principalOf } from './authentication.ts';
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
export { type OnceAnswer, type OnceOptions, once } from './once.ts';
export { type App, buildServer } from './server.ts';
