import { createSecretKey } from 'node:crypto';
import { Pool } from 'undici';
import { type Clock, rfc3339 } from '../kernel/clock.ts';
import { parseId } from '../kernel/ids.ts';
import { decodeUtf8, parseJson } from '../kernel/json.ts';
import type {
  AuthorizeRequest,
  CardRequest,
  Channel,
  ChannelAnswer,
  ChannelRequest,
  FollowUpRequest,
  NotFound,
  QueryRequest,
} from './channel.ts';
import { decodeAnswer, readNotification } from './protocol.ts';

/** The name of the channel that is the operator's own connector. */
export const REMOTE = 'remote';

/** A connector that accepts connections and then stays silent must not hold them all. */
const CONNECT_MS_MAX = 2_000;
const ANSWER_BYTES_MAX = 64 * 1024;

type Call = 'authorize' | 'capture' | 'void' | 'refund' | 'query' | 'reverse';

/** Finds the card of a live account's token, encrypted to the connector and bound to the attempt; null if the token is gone. */
export type CardSource = (request: CardRequest) => Promise<string | null>;

/** The attempt: query and reverse ask about it, all other calls perform it. */
type Subject = Pick<QueryRequest, 'kind'> & Partial<Pick<QueryRequest, 'method' | 'capture' | 'target'>>;

/**
 * A channel in another process, called over HTTP: a connector to an acquirer, written in any language. Everything
 * that is not an answer of the protocol (an error, a timeout, a non-2xx status, an invalid body) is thrown, and
 * means `unknown`.
 * @param secret the secret that signs the connector's notifications; null if it sends none.
 */
export function remoteChannel(
  baseUrl: string,
  clock: Clock,
  secret: string | null,
  cardSource: CardSource,
): Channel {
  const base = new URL(baseUrl);
  const key = secret === null ? null : createSecretKey(Buffer.from(secret));
  const path = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connect: { timeout: CONNECT_MS_MAX },
    maxResponseSize: ANSWER_BYTES_MAX,
  });

  async function ask(
    call: Call,
    request: ChannelRequest,
    subject: Subject,
  ): Promise<ChannelAnswer | NotFound> {
    const signal = AbortSignal.timeout(request.timeoutMs);
    const card = call === 'authorize' ? await cardFor(request, subject) : undefined;
    if (card === null) return { kind: 'never_sent' };
    signal.throwIfAborted();
    const response = await pool.request({
      method: 'POST',
      path: `${path}/${call}`,
      headers: { 'content-type': 'application/json' },
      body: bodyOf(request, subject, card, clock.now()),
      signal,
    });
    const body = await response.body.bytes();
    if (response.statusCode < 200 || response.statusCode > 299) {
      throw new Error(`the connector answered ${call} with the status ${response.statusCode}`);
    }
    return decodeAnswer(parseJson(decodeUtf8(body)));
  }

  /** The card to send with an authorization: undefined if its token stands for a test card, which has none. */
  async function cardFor(
    { account, reference }: ChannelRequest,
    { method }: Subject,
  ): Promise<string | null | undefined> {
    if (method === undefined || parseId('tok', method.token) === null) return undefined;
    return cardSource({ account, token: method.token, reference });
  }

  const act = async (call: Call, request: ChannelRequest, subject: Subject): Promise<ChannelAnswer> => {
    const answer = await ask(call, request, subject);
    if (answer.kind === 'not_found') throw new Error(`the connector answered ${call} with not_found`);
    return answer;
  };
  const followUp = (kind: 'capture' | 'void' | 'refund') => (request: FollowUpRequest) =>
    act(kind, request, { kind, target: request.target });

  return {
    name: REMOTE,
    capabilities: { partialCapture: true, lateArrivalMs: null, queryIsAuthoritative: true },
    authorize: (request: AuthorizeRequest) =>
      act('authorize', request, { kind: 'authorize', method: request.method, capture: request.capture }),
    capture: followUp('capture'),
    void: followUp('void'),
    refund: followUp('refund'),
    query: (request) => ask('query', request, request),
    reverse: (request) => act('reverse', request, request),
    parseNotification: (headers, body) => (key === null ? null : readNotification(key, headers, body)),
  };
}

function bodyOf(request: ChannelRequest, subject: Subject, card: string | undefined, sentAt: number): string {
  const authorizes = subject.kind === 'authorize';
  return JSON.stringify({
    kind: subject.kind,
    account: request.account,
    reference: request.reference,
    amount: request.money.amount.toString(),
    currency: request.money.currency,
    method: authorizes ? subject.method?.token : null,
    card: card ?? null,
    capture: authorizes ? subject.capture : null,
    target: subject.target ?? null,
    sent_at: rfc3339(sentAt),
  });
}
