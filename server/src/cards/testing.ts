/** For tests: a live account, and a stand-in for its operator's connector. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openPool } from '../database/index.ts';
import { createAccount, createKey } from '../identity/index.ts';
import type { AccountId } from '../kernel/ids.ts';
import { seedOrganization } from '../sandbox-merchant.ts';
import { KeyRing } from '../vault/index.ts';

/** Numbers of no published test card and of no real one, in ranges that cards are issued in and with the right check digit. */
export const LIVE_CARDS = {
  visa: '4539578763621486',
  mastercard: '5254390077316427',
  amex: '374901825560417',
  unionpay: '6212345678900000003',
} as const;

export interface LiveAccount {
  readonly account: AccountId;
  readonly secretKey: string;
  readonly publishableKey: string;
}

/** Makes a live account with its keys. */
export async function makeLiveAccount(databaseUrl: string, rootKey: Buffer): Promise<LiveAccount> {
  const home = openPool(databaseUrl, 'home', 1);
  const cell = openPool(databaseUrl, 'cell', 1);
  try {
    const keys = new KeyRing(rootKey);
    const at = Date.now();
    const made = await createAccount(
      home,
      cell,
      {
        ...{ organization: await seedOrganization(home), environment: 'live', name: 'Live & Well' },
        ...{ defaultMethod: null, rateLimit: null },
        terms: { feeBasisPoints: 290n, feeFixed: 30n, negativeLimit: 1_000_000n },
      },
      at,
    );
    return {
      account: made.id,
      secretKey: await createKey(home, keys, made, 'secret', at),
      publishableKey: await createKey(home, keys, made, 'publishable', at),
    };
  } finally {
    await Promise.all([home.end(), cell.end()]);
  }
}

export interface TestConnector {
  readonly url: string;
  /** What it was asked, in order. */
  readonly asked: { readonly call: string; readonly body: Record<string, string | null> }[];
  close(): void;
}

/** A connector that approves whatever it is asked for, unless the test says otherwise. */
export async function openConnector(
  answer: (call: string, body: Record<string, string | null>) => object | null = (_call, { amount }) => ({
    kind: 'approved',
    amount,
  }),
): Promise<TestConnector> {
  const asked: TestConnector['asked'] = [];
  const server = createServer(async (request, response) => {
    const call = (request.url ?? '').slice(1);
    const body = JSON.parse(await text(request));
    asked.push({ call, body });
    const said = answer(call, body);
    // Without an answer the connection breaks, as that of a connector that dies.
    if (said === null) request.socket.destroy();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
