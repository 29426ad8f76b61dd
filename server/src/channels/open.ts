import type { AccountId, PaymentId } from '../kernel/ids.ts';
import type { Base } from '../module.ts';
import type { Channel } from './channel.ts';
import { type ApplyNotification, Inbox } from './inbox.ts';
import { notifyRoutes } from './notify-routes.ts';
import { type CardSource, remoteChannel } from './remote.ts';
import { sandboxPages } from './sandbox/pages/routes.ts';
import { Sandbox, type SandboxTimes } from './sandbox/sandbox.ts';

export interface ChannelsNeeds {
  /** Channels beside the sandbox and the operator's connector; one of the same name stands in for either. */
  readonly others: readonly Channel[];
  /** Where the connector's cards are. */
  readonly cardSource: CardSource;
  /** How long the sandbox takes its time. */
  readonly sandboxTimes: SandboxTimes | undefined;
  /** Tells payments what a channel said. */
  readonly apply: ApplyNotification;
  readonly merchantOf: (account: AccountId) => Promise<string>;
  readonly backTo: (account: AccountId, payment: PaymentId) => Promise<string | null>;
}

/** Opens the channels, and what they are told by: the notifications of each, and the sandbox's pages. */
export function openChannels(
  base: Base,
  { others, cardSource, sandboxTimes, apply, merchantOf, backTo }: ChannelsNeeds,
) {
  const { app, pool, keys, publicUrl, clock, seldom } = base;
  const { cardChannelUrl: url, cardChannelSecret: secret = null } = base.settings;
  const sandbox = new Sandbox({
    ...{ pool, keys, publicUrl, clock, log: seldom },
    ...(sandboxTimes === undefined ? {} : { times: sandboxTimes }),
  });
  const connectors = url === undefined ? [] : [remoteChannel(url, clock, secret, cardSource)];
  const channels: ReadonlyMap<string, Channel> = new Map(
    [sandbox, ...connectors, ...others].map((channel) => [channel.name, channel]),
  );
  const inbox = new Inbox(pool, apply, clock, seldom);
  notifyRoutes(app, channels, inbox);
  sandboxPages(app, { sandbox, inbox, pool, keys, merchantOf, backTo });
  return {
    channels,
    sandbox,
    inbox,
    async stop() {
      await sandbox.stop();
      await inbox.stop();
    },
  };
}
