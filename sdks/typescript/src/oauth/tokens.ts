import type { TokenSource } from '../wire.ts';
import type { Endpoint, TokenAnswer } from './endpoint.ts';

/** A token is not used in the last seconds of its life, which a request might outlast; nor in the last tenth of a short one. */
const MARGIN_MS = 60_000;
/** Of a token whose life nobody has told. */
const LIFE_S = 3600;

interface Kept {
  readonly token: string;
  readonly type: string;
  /** By our own clock, which only measures here. */
  readonly until: number;
}

/** Keeps a token as long as it lasts. Many calls at once ask for one new token together. */
export function tokenSource(
  endpoint: Endpoint,
  ask: () => Promise<TokenAnswer>,
  first: TokenAnswer | null = null,
): TokenSource {
  let kept: Promise<Kept> | null = first === null ? null : Promise.resolve(keptOf(first));
  const renew = () => {
    const renewed = ask().then(keptOf);
    kept = renewed;
    // What failed is asked for again by the next call.
    renewed.catch(() => {
      if (kept === renewed) kept = null;
    });
    return renewed;
  };
  const valid = async (): Promise<Kept> => {
    const before = kept;
    if (before === null) return renew();
    const token = await before;
    if (performance.now() < token.until) return token;
    // Another call may have renewed it meanwhile.
    return kept === before || kept === null ? renew() : kept;
  };
  return {
    async authorize({ method, url }): Promise<Record<string, string>> {
      const { token, type } = await valid();
      const { dpop } = endpoint;
      if (dpop === null || type !== 'dpop') return { authorization: `Bearer ${token}` };
      return { authorization: `DPoP ${token}`, dpop: await dpop.prove(method, url, token) };
    },
    refused({ headers }) {
      endpoint.dpop?.learn(headers);
      kept = null;
      return true;
    },
  };
}

function keptOf({ access_token: token, token_type: type, expires_in: life = LIFE_S }: TokenAnswer): Kept {
  const lifeMs = life * 1000;
  return {
    token,
    type: type.toLowerCase(),
    until: performance.now() + lifeMs - Math.min(MARGIN_MS, lifeMs / 10),
  };
}
