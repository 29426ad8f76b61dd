export { Florin } from './client.ts';
export type { FlorinOptions } from './configuration.ts';
export {
  AnswerError,
  ApiError,
  ConnectionError,
  FlorinError,
  InputError,
  OAuthError,
  type Problem,
  type ProblemCode,
  TimeoutError,
  VerificationError,
} from './errors.ts';
export type { LogEntry } from './log.ts';
export type { Schemas } from './methods.ts';
export type { List, Page, Pages } from './pages.ts';
export type { EventStreamOptions } from './stream.ts';
export type {
  OutgoingRequest,
  ReceivedAnswer,
  RequestOptions,
  RequestSigning,
  TokenSource,
} from './wire.ts';
