/** Payments by each way to prove who asks, in turn, and then once more beside very many live tokens. */
import { CREDENTIALS, type Credential, credentials, type Prover, proverOf } from './credentials.ts';
import { multiplyTokens } from './databases.ts';
import type { Site } from './measure.ts';
import type { Options } from './options.ts';
import type { Step } from './plan.ts';
import { type ByCredential, type Results, serversOf } from './results.ts';

const CONNECTIONS = 128;
const RESTART_SECONDS = 8;
/** For the first run, of which nobody knows yet how many it needs: more than any machine has done. */
const PER_SECOND_MAX = 20_000;
/** How many more are prepared than the fastest run so far has made. */
const MARGIN = 1.5;
/** What is measured beside many tokens. */
const BESIDE_TOKENS: readonly Credential[] = ['a secret key', 'an OAuth token'];

export function credentialSteps(site: Site, results: Results): Step[] {
  const { seconds, turns, tokens }: Options = results.options;
  const found = { runs: newRuns(), tokens, besideTokens: newRuns() };
  results.credentials = found;
  const provers = new Map<Credential, Prover>();
  const pay = (credential: Credential, into: ByCredential, what: string): Step => ({
    what: `${what}, ${credential}`,
    seconds: 2 * seconds + 1.5,
    run: async () => {
      const prover = provers.get(credential);
      if (prover === undefined) throw new Error(`nothing was made for ${credential}`);
      const before = Object.values(found.runs).flatMap((runs) => runs.map(({ perSecond }) => perSecond));
      const perSecond = before.length === 0 ? PER_SECOND_MAX : MARGIN * Math.max(...before);
      const count = Math.ceil(perSecond * seconds) + CONNECTIONS;
      into[credential].push(await site.payPrepared(prover, count, CONNECTIONS, seconds));
    },
  });
  const turn = (kinds: readonly Credential[], into: ByCredential, title: string): Step[] =>
    Array.from({ length: turns }, (_, index) => `${title}, ${index + 1} of ${turns}`).flatMap((what) =>
      kinds.map((credential) => pay(credential, into, what)),
    );
  return [
    {
      what: `starting ${serversOf(results.serversByDefault)} with apps and keys`,
      seconds: RESTART_SECONDS,
      run: async () => {
        await site.restart({ servers: results.serversByDefault });
        for (const credential of credentials)
          provers.set(credential, await proverOf(credential, site.florin, site.merchant));
        await site.pay('one account', CONNECTIONS, Math.ceil(seconds / 3));
      },
    },
    ...turn(credentials, found.runs, 'credentials'),
    {
      what: `storing ${tokens.toLocaleString('en')} live tokens`,
      seconds: tokens / 20_000,
      run: () => multiplyTokens(site.watch, tokens),
    },
    ...turn(BESIDE_TOKENS, found.besideTokens, 'beside live tokens'),
  ];
}

function newRuns(): ByCredential {
  return Object.fromEntries(Object.keys(CREDENTIALS).map((name) => [name, []])) as unknown as ByCredential;
}
