export {
  type Answering,
  type AuthorizeRequest,
  type Channel,
  type ChannelAnswer,
  type Final,
  type FollowUpRequest,
  isFinal,
  type NextAction,
  type NotFound,
  type OpenAnswer,
  type PaymentMethod,
  type QueryRequest,
} from './channel.ts';
export { type DeclineCode, declines } from './declines.ts';
export { remoteChannel } from './remote.ts';
export { channelFor } from './routing.ts';
export { type TestCard, testCards } from './sandbox/instruments.ts';
export { methodOfNumber, methodOfToken, sandbox } from './sandbox/sandbox.ts';
