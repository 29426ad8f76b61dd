/** Channels for tests, whose calls the test defines. */
import { createSecretKey } from 'node:crypto';
import type { AuthorizeRequest, Channel, ChannelAnswer, Notification } from './channel.ts';
import { encodeAnswer, readNotification, SIGNATURE_HEADER, signatureOf } from './protocol.ts';
import { finalOf } from './sandbox/charge.ts';
import { behaviourOf } from './sandbox/instruments.ts';

const key = createSecretKey(Buffer.from('a secret of the tests alone'));

/** A channel in place of the sandbox. A call that the test does not define throws. */
export function testChannel(calls: Partial<Channel>): Channel {
  const unused = () => {
    throw new Error('the test does not say what the channel answers to that');
  };
  return {
    name: 'sandbox',
    capabilities: { partialCapture: true, lateArrivalMs: null, queryIsAuthoritative: true },
    authorize: unused,
    capture: unused,
    void: unused,
    refund: unused,
    query: unused,
    reverse: unused,
    parseNotification: (headers, body) => readNotification(key, headers, body),
    ...calls,
  };
}

/**
 * A signed notification of such a channel. With another key it is signed as another channel would; `words` replaces
 * the answer on the wire.
 */
export function signed(
  { event, account, reference, answer }: Notification,
  signer = key,
  words: object = encodeAnswer(answer),
): { payload: string; headers: Record<string, string> } {
  const payload = JSON.stringify({ id: event, account, reference, answer: words });
  return {
    payload,
    headers: {
      'content-type': 'application/json',
      [SIGNATURE_HEADER]: signatureOf(signer, Buffer.from(payload)),
    },
  };
}

/** The sandbox's answer for an instrument that is final in one call. */
export function instantAnswer({ method, money }: AuthorizeRequest): ChannelAnswer {
  const behaviour = behaviourOf(method.token);
  if (behaviour?.kind !== 'instant') throw new Error(`${method.token} does not end in one call`);
  return finalOf(behaviour.verdict, money.amount);
}
