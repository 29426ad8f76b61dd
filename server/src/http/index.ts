export { type Authenticate, type CredentialKind, type Principal, principalOf } from './authentication.ts';
export {
  answerOnce,
  type IdempotencyKey,
  idempotencyKeyOf,
  keySubject,
  keyWriter,
  readKeys,
  type StandingKey,
  StandingKeys,
} from './idempotency.ts';
export { type App, buildServer } from './server.ts';
