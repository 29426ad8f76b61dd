/** What is measured, and in which order. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { idFromUuid, uuidOf } from '../server/src/kernel/ids.ts';
import { verify } from '../server/src/verify.ts';
import { credentialSteps } from './credential-steps.ts';
import { databaseBytes, deliveries, paymentsBooked } from './databases.ts';
import { measureLedger } from './ledger.ts';
import type { Run, Site, Spread } from './measure.ts';
import type { Options, Section } from './options.ts';
import { askObserved, observedSocket, timeByGroup } from './profile.ts';
import { type Cell, newCell, type Results, serversOf } from './results.ts';
import { sampleLane } from './statements.ts';
import type { Tools } from './tools.ts';
import { makeTpcb } from './tpcb.ts';

/** One step, and about how long it takes. While the plan runs, it prints the time that is left. */
export interface Step {
  readonly what: string;
  readonly seconds: number;
  run(): Promise<void>;
}

const CONNECTIONS = [128, 32, 1] as const;
const MANY = 128;
const RESTART_SECONDS = 8;
/** Payments a second that the estimates assume. */
const EXPECTED_PER_SECOND = 8_000;
const PATHS = 20_000;
const LEDGER_BATCH = 16;

export class Plan {
  readonly #site: Site;
  readonly #tools: Tools;
  readonly #options: Options;
  readonly #results: Results;

  constructor(site: Site, tools: Tools, results: Results) {
    this.#site = site;
    this.#tools = tools;
    this.#options = results.options;
    this.#results = results;
  }

  steps(): Step[] {
    const { sections } = this.#options;
    const has = (...any: Section[]): boolean => any.some((section) => sections.includes(section));
    return [
      this.#start(this.#results.serversByDefault),
      ...(has('fresh') ? this.#fresh() : []),
      ...(has('payments', 'million', 'reads', 'ledger') ? [this.#fillTpcb()] : []),
      ...(has('payments') ? this.#payments() : []),
      ...(has('million') ? this.#million() : []),
      ...(has('reads') ? this.#reads() : []),
      ...(has('ledger') ? this.#ledger() : []),
      ...(has('profile') ? this.#profile() : []),
      ...(has('credentials') ? credentialSteps(this.#site, this.#results) : []),
      // This is last, because deliveries continue after it.
      ...(has('payments') ? this.#told() : []),
      this.#prove(),
    ];
  }

  /** The first seconds of a new clone. Nothing is warm, and no file has grown yet. */
  #fresh(): Step[] {
    const { seconds } = this.#options;
    return [
      this.#load(`the first ${seconds} s on a fresh database, ${MANY} connections`, async () => {
        const [run, eachSecond] = await Promise.all([
          this.#site.pay('one account', MANY, seconds),
          this.#bookedEachSecond(seconds),
        ]);
        this.#results.fresh = { run, eachSecond };
      }),
    ];
  }

  #start(servers: number): Step {
    return {
      what: `starting ${serversOf(servers)} on an empty database`,
      seconds: RESTART_SECONDS,
      run: () => this.#site.startEmpty(servers),
    };
  }

  /** Counts the payments booked in each second, from the first payment on. */
  async #bookedEachSecond(seconds: number): Promise<number[]> {
    const { watch } = this.#site;
    const deadline = performance.now() + 5_000;
    while ((await paymentsBooked(watch)) === 0 && performance.now() < deadline) await delay(5);
    const booked = [0];
    const from = performance.now();
    for (let second = 1; second <= seconds; second++) {
      await delay(Math.max(0, from + second * 1000 - performance.now()));
      booked.push(await paymentsBooked(watch));
    }
    return booked.slice(1).map((count, index) => count - (booked[index] ?? 0));
  }

  #fillTpcb(): Step {
    return {
      what: "filling pgbench's database",
      seconds: 45,
      run: () => makeTpcb(this.#tools.pgbench, this.#site.florin.databaseUrl),
    };
  }

  /** One server and two. The default number is last, so that the following steps use it. */
  #payments(): Step[] {
    const byDefault = this.#results.serversByDefault;
    const numbers = [byDefault === 1 ? 2 : 1, byDefault];
    return numbers.flatMap((servers) => [
      this.#start(servers),
      this.#remember(`${serversOf(servers)}, just started`),
      this.#warmUp(),
      ...CONNECTIONS.flatMap((connections) => {
        const cell = newCell(servers, connections);
        this.#results.cells.push(cell);
        return this.#turns(cell);
      }),
      this.#remember(`${serversOf(servers)}, after their runs`),
    ]);
  }

  /** Payments to a merchant with a webhook endpoint, on the same machine, that receives an event for each. */
  #told(): Step[] {
    const { seconds, turns } = this.#options;
    const told: NonNullable<Results['told']> = { runs: [], perSecond: [] };
    this.#results.told = told;
    const restart: Step = {
      what: 'starting once more',
      seconds: RESTART_SECONDS,
      run: () => this.#site.restart({ servers: this.#results.serversByDefault }),
    };
    const runs = Array.from({ length: turns }, (_, index) =>
      this.#load(`with a webhook endpoint, ${index + 1} of ${turns}`, async () => {
        const before = await deliveries(this.#site.watch);
        told.runs.push(await this.#site.pay('the demo merchant', MANY, seconds));
        told.perSecond.push(((await deliveries(this.#site.watch)) - before) / seconds);
      }),
    );
    return [restart, this.#warmUp(['one account']), ...runs];
  }

  #million(): Step[] {
    const { stored } = this.#options;
    const cell = newCell(this.#results.serversByDefault, MANY);
    this.#results.million = cell;
    return [
      {
        what: `storing payments until there are ${stored.toLocaleString('en')}`,
        seconds: stored / EXPECTED_PER_SECOND,
        run: () => this.#fill(stored),
      },
      ...this.#turns(cell),
      this.#remember('with all of the payments stored'),
    ];
  }

  async #fill(stored: number): Promise<void> {
    const { watch } = this.#site;
    let perSecond = EXPECTED_PER_SECOND;
    for (let now = await paymentsBooked(watch); now < stored; now = await paymentsBooked(watch)) {
      // In parts, so that a wrong estimate is soon corrected.
      const seconds = Math.min(30, Math.max(2, Math.ceil((stored - now) / perSecond)));
      perSecond = (await this.#site.pay('1,000 accounts', MANY, seconds)).perSecond;
    }
    this.#results.disk = {
      payments: await this.#site.finalCount(),
      databaseBytes: await databaseBytes(watch),
    };
  }

  /** Florin on one account, TPC-B, Florin on many accounts, and this again for each turn. */
  #turns(cell: Cell): Step[] {
    const { seconds, turns } = this.#options;
    const { connections } = cell;
    const title = `${serversOf(cell.servers)}, ${connections} connections`;
    const pay = (spread: Spread, turn: number): Step =>
      this.#load(`${title}, ${spread}, ${turn} of ${turns}`, async () => {
        const stored = await paymentsBooked(this.#site.watch);
        if (cell.florin['one account'].length === 0) cell.storedFrom = stored;
        cell.florin[spread].push(await this.#site.pay(spread, connections, seconds));
        cell.storedTo = await paymentsBooked(this.#site.watch);
      });
    return Array.from({ length: turns }, (_, index) => index + 1).flatMap((turn) => [
      pay('one account', turn),
      this.#load(`TPC-B, ${connections} connections, ${turn} of ${turns}`, async () => {
        cell.tpcb.push(await this.#site.pgbench('tpcb-like', connections, seconds));
      }),
      pay('1,000 accounts', turn),
    ]);
  }

  #reads(): Step[] {
    const { seconds, turns } = this.#options;
    const reads: NonNullable<Results['reads']> = {
      stored: 0,
      different: 0,
      byId: [],
      list: [],
      selectOnly: [],
    };
    this.#results.reads = reads;
    let paths: string[] = [];
    const list = '/v1/payments?limit=20';
    let lists = false;
    return [
      this.#load('payments to read', async () => {
        await this.#site.pay('one account', MANY, seconds);
        paths = await this.#somePaths();
        reads.different = paths.length;
        lists = await this.#answersOk(list);
        reads.stored = await paymentsBooked(this.#site.watch);
      }),
      ...Array.from({ length: turns }, (_, index) => `${index + 1} of ${turns}`).flatMap((turn) => [
        this.#load(`reads of payments by id, ${turn}`, async () => {
          reads.byId.push(await this.#site.read(paths, MANY, seconds));
        }),
        this.#load(`pgbench select-only, ${turn}`, async () => {
          reads.selectOnly.push(await this.#site.pgbench('select-only', MANY, seconds));
        }),
        this.#load(`lists of payments, ${turn}`, async () => {
          if (lists) reads.list.push(await this.#site.read([list], MANY, seconds));
        }),
      ]),
    ];
  }

  /** Picks payments of the single account from all that are stored. */
  async #somePaths(): Promise<string[]> {
    const { account } = this.#site.merchant;
    const { rows } = await this.#site.watch.query(
      'select id from payment where account_id = $1 order by random() limit $2',
      [uuidOf(account), PATHS],
    );
    return rows.map((row) => `/v1/payments/${idFromUuid('pay', row.id)}`);
  }

  async #answersOk(path: string): Promise<boolean> {
    const { baseUrl } = this.#site.florin;
    const { secretKey } = this.#site.merchant;
    const answer = await fetch(`${baseUrl}${path}`, { headers: { authorization: `Bearer ${secretKey}` } });
    await answer.text();
    return answer.ok;
  }

  #ledger(): Step[] {
    const { seconds, turns } = this.#options;
    const ledger: NonNullable<Results['ledger']> = { single: [], batched: [], tpcb: [] };
    this.#results.ledger = ledger;
    const url = (): string => this.#site.florin.databaseUrl;
    return Array.from({ length: turns }, (_, index) => `${index + 1} of ${turns}`).flatMap((turn) => [
      this.#load(`the ledger alone, a transfer a command, ${turn}`, async () => {
        ledger.single.push(await measureLedger(url(), 1, seconds));
      }),
      this.#load(`TPC-B, ${MANY} connections, ${turn}`, async () => {
        ledger.tpcb.push((await this.#site.pgbench('tpcb-like', MANY, seconds)).perSecond);
      }),
      this.#load(`the ledger alone, ${LEDGER_BATCH} transfers a command, ${turn}`, async () => {
        ledger.batched.push(await measureLedger(url(), LEDGER_BATCH, seconds));
      }),
    ]);
  }

  /** Profiles one server, so that all of the work is in one profile. */
  #profile(): Step[] {
    const { seconds } = this.#options;
    const socket = observedSocket(this.#site.dataFolder);
    const heap = async (): Promise<number> =>
      (await askObserved<NodeJS.MemoryUsage>(socket, '/heap')).heapUsed;
    let before = 0;
    let stored = 0;
    let run: Run;
    let server: ReturnType<typeof timeByGroup>;
    return [
      {
        what: 'starting with one observed server',
        seconds: RESTART_SECONDS,
        run: async () => {
          const module = join(import.meta.dirname, 'observed-server.ts');
          await this.#site.restart({
            servers: 1,
            instead: { module, environment: { FLORIN_BENCH_SOCKET: socket } },
          });
        },
      },
      this.#warmUp(['one account']),
      this.#load("a server's profile", async () => {
        before = await heap();
        stored = await paymentsBooked(this.#site.watch);
        await askObserved(socket, '/profile/start');
        run = await this.#site.pay('one account', MANY, seconds);
        server = timeByGroup(await askObserved(socket, '/profile/stop'));
      }),
      this.#load("a lane's statements", async () => {
        const ended = new AbortController();
        const [lane] = await Promise.all([
          sampleLane(this.#site.watch, ended.signal),
          this.#site.pay('one account', MANY, seconds).finally(() => ended.abort()),
        ]);
        const payments = (await paymentsBooked(this.#site.watch)) - stored;
        const heapBytes = { before, after: await heap(), payments };
        this.#results.profile = { run, server, lane, heapBytes };
      }),
    ];
  }

  #prove(): Step {
    return {
      what: 'proving the books',
      seconds: this.#options.sections.includes('million') ? 180 : 5,
      run: async () => {
        await this.#site.finalCount();
        const { accounts, payments, transfers, differences } = await verify(this.#site.florin.databaseUrl);
        const size = `${payments} payments and ${transfers} transfers of ${accounts} accounts`;
        if (differences.length > 0)
          throw new Error(`florin verify: ${differences.length} differences in ${size}`);
        this.#results.proof = `\`florin verify\` at the end of the run: ${size}, no difference.`;
      },
    };
  }

  #warmUp(spreads: readonly Spread[] = ['one account', '1,000 accounts']): Step {
    const seconds = Math.ceil(this.#options.seconds / 3);
    return {
      what: 'warming up',
      seconds: spreads.length * (seconds + 1),
      run: async () => {
        for (const spread of spreads) await this.#site.pay(spread, MANY, seconds);
      },
    };
  }

  #remember(when: string): Step {
    return {
      what: 'memory',
      seconds: 1,
      run: async () => {
        this.#results.memory.push(await this.#site.memory(when));
      },
    };
  }

  #load(what: string, run: () => Promise<void>): Step {
    return { what, seconds: this.#options.seconds + 1.5, run };
  }
}
