export {
  type Answering,
  type AuthorizeRequest,
  type Capabilities,
  type CardMethod,
  type CardRequest,
  type Channel,
  type ChannelAnswer,
  type Final,
  type FollowUpRequest,
  isFinal,
  type NextAction,
  type NotFound,
  type Notification,
  type OpenAnswer,
  type PaymentMethod,
  type QueryRequest,
  receivedOf,
  takenBackOf,
} from './channel.ts';
export { checkedAnswer, reasonOf } from './checked-answer.ts';
export type { ConnectorKey } from './connector-key.ts';
export { type DeclineCode, declines } from './declines.ts';
export type { Inbox } from './inbox.ts';
export { openChannels } from './open.ts';
export { type CardSource, remoteChannel } from './remote.ts';
export { channelFor } from './routing.ts';
export { actionKinds as sandboxActions, isBankAction } from './sandbox/charge.ts';
export {
  type CardInput,
  isExpired,
  methodOfCard,
  methodOfToken,
  outcomeOf,
  type TestCard,
  testCards,
} from './sandbox/instruments.ts';
export { SANDBOX, type Sandbox, type SandboxTimes } from './sandbox/sandbox.ts';
