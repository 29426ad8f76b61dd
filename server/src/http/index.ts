export {
  type Act,
  type ActPlace,
  type ActsLog,
  type AskedAct,
  type PageAct,
  pageActs,
  runAct,
} from './acts.ts';
export type { App } from './app.ts';
export {
  type Authenticate,
  type AuthenticateSession,
  type Credentials,
  type GrantedPayment,
  mayGoOn,
  type Presented,
  type Principal,
  ProofRefused,
  PUBLISHABLE_SCOPES,
  principalOf,
  type Scope,
} from './authentication.ts';
export {
  cameIn,
  certificateBehind,
  certificateUrlOf,
  isIssuedByTrusted,
  thumbprintOf,
} from './client-certificates.ts';
export {
  EmailField,
  MomentField,
  moment,
  payerAddress,
  WebAddressField,
} from './fields.ts';
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
export { openHttp } from './open.ts';
export type { Operation } from './openapi.ts';
export type { ApiLink } from './openapi-links.ts';
export { checkDirection, idParameter, keysetOf, limitOf, PageQuery } from './pagination.ts';
export { addressOf, clientOf } from './rate-limits.ts';
export { checkText, refuseCard, textOf } from './request-text.ts';
export {
  ByType,
  EmptyBody,
  IdParams,
  Integer,
  ListOf,
  Metadata,
  Named,
  Nullable,
  OneOf,
  Time,
} from './schemas.ts';
export { listenSecurely } from './secure-listener.ts';
export type { ServerTimes } from './server.ts';
export { commentText, eventText } from './server-sent-events.ts';
export { type Allowance, TokenBuckets } from './token-bucket.ts';
