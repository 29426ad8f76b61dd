import type { PaymentMethod } from './channel.ts';
import { REMOTE } from './remote.ts';
import { SANDBOX } from './sandbox/sandbox.ts';

/** Chooses the channel of a payment. The operator's own connector, if there is one, takes every card. */
export function channelFor(method: PaymentMethod, channels: ReadonlyMap<string, unknown>): string {
  switch (method.type) {
    case 'card':
      return channels.has(REMOTE) ? REMOTE : SANDBOX;
    case 'wallet':
    case 'bank_transfer':
      return SANDBOX;
  }
}
