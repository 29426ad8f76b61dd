import type { SignRequest } from '../../kernel/own-request.ts';
import type { KeyRing } from '../../vault/index.ts';
import { eventId } from '../log.ts';
import { deliveredJson } from '../reading.ts';
import type { Delivery } from './attempt.ts';
import { encrypted } from './encryption.ts';
import { type Endpoint, secretsOf } from './endpoint.ts';
import { signedHeaders } from './signature.ts';

/** What the signature of a delivery is for (RFC 9421 section 2.3). */
const TAG = 'florin-webhook';

export interface MessageOptions {
  readonly keys: KeyRing;
  /** Signs with Florin's own key. */
  readonly sign: SignRequest;
}

/** A delivery as it is sent. What is encrypted is encrypted first, so that all signatures are over the bytes that arrive. */
export async function messageOf(
  endpoint: Endpoint,
  { event, startedAt }: Delivery,
  mark: Buffer,
  { keys, sign }: MessageOptions,
): Promise<{ body: string; headers: Record<string, string> }> {
  const json = deliveredJson(mark, event);
  const { encryptionKey: key, httpSignatures } = endpoint;
  const body = key === null ? json : await encrypted(json, key);
  const headers = {
    'content-type': key === null ? 'application/json' : 'application/jose',
    ...signedHeaders(secretsOf(keys, endpoint, startedAt), eventId(mark, event.seq), startedAt, body),
  };
  if (!httpSignatures) return { body, headers };
  // All but the other signature, so that a receiver may check either of them alone.
  const { 'webhook-signature': _, ...fields } = headers;
  const signature = await sign({ method: 'POST', url: new URL(endpoint.url), fields, body }, TAG);
  return { body, headers: { ...headers, ...signature } };
}
