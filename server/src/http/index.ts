export { type Authenticate, type CredentialKind, type Principal, principalOf } from './authentication.ts';
export {
  type IdempotencyKey,
  idempotencyKeyOf,
  keySubject,
  keyWriter,
  readKeys,
  type StandingKey,
  StandingKeys,
} from './idempotency.ts';
export { type OnceAnswer, type OnceOptions, once } from './once.ts';
export { checkDirection, idParameter, keysetOf, limitOf, PageQuery } from './page.ts';
export { type App, buildServer } from './server.ts';
