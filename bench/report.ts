/** RESULTS.md, from what was found. */
import { REST } from './cpu.ts';
import type { Run } from './measure.ts';
import type { Share } from './profile.ts';
import { type Cell, type Results, serversOf } from './results.ts';
import { median } from './statistics.ts';
import { FLOOR, GOAL, JUDGED_CONNECTIONS, judge, markOf, P99_MS_MAX, ratioOf, SPREADS } from './verdicts.ts';

const MB = 2 ** 20;

/** The whole report in Markdown. What was not measured is left out. */
export function report(results: Results): string {
  const parts = [
    '# What Florin does in a second',
    `Written by \`npm run bench\` on ${results.date}. Every figure is the median of ${results.options.turns} runs of ` +
      `${results.options.seconds} s, in turn with its peer's, with the least and the greatest in parentheses. Figures of ` +
      'other machines, or of this one on another day, do not compare; only the ratios within the run are claimed.',
    verdicts(results),
    payments(results),
    fresh(results),
    costs(results),
    reads(results),
    memory(results),
    timeSpent(results),
    ledger(results),
    limits(results),
    machine(results),
    method(results),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function verdicts(results: Results): string {
  const all = judge(results);
  if (all.length === 0) return '';
  const marks = { goal: '✔ goal', floor: '✔ floor', missed: '✘ missed' };
  return section(
    `Asked for: ${JUDGED_CONNECTIONS} connections, ${serversOf(results.serversByDefault)} as by default`,
    table(
      ['what', 'measured', 'asked', ''],
      all.map(({ what, figure, asked, mark }) => [what, figure, asked, marks[mark]]),
    ),
  );
}

function payments({ cells, million, fill }: Results): string {
  const all = [...cells, ...(million === null ? [] : [million])].filter(({ tpcb }) => tpcb.length > 0);
  if (all.length === 0) return '';
  const rows = all.flatMap((cell) =>
    SPREADS.map((spread) => {
      const florin = cell.florin[spread];
      const ratio = ratioOf(cell, spread);
      return [
        serversOf(cell.servers),
        String(cell.connections),
        spread,
        `${thousands(cell.storedFrom)}–${thousands(cell.storedTo)}`,
        spreadOf(florin, rate),
        spreadOf(florin, ({ p50Ms }) => p50Ms, 1),
        spreadOf(florin, ({ p99Ms }) => p99Ms, 1),
        spreadOf(cell.tpcb, rate),
        spreadOf(cell.tpcb, ({ p50Ms }) => p50Ms, 1),
        spreadOf(cell.tpcb, ({ p99Ms }) => p99Ms, 1),
        `**${ratio.toFixed(2)}**${cell.connections === JUDGED_CONNECTIONS ? ` ${markOf(ratio)}` : ''}`,
      ];
    }),
  );
  const head = ['servers', 'connections', 'paid to', 'stored', 'payments/s', 'p50 ms', 'p99 ms'];
  const filled =
    fill === null
      ? ''
      : `\n\n${whole(fill.payments)} payments were stored in ${fill.seconds.toFixed(0)} s by the API itself, with ` +
        `${whole(fill.walBytesEach)} bytes of write-ahead log and ${whole(fill.databaseBytesEach)} bytes of database each.`;
  return section(
    'Payments, beside TPC-B',
    '`POST /pay`, each with an order and an idempotency key of its own, durable when it is answered: key, schema, ' +
      'fingerprint, idempotency row, order claim, attempt, outcome, two transfers, balances, sequenced event. ' +
      'The last row, where there is one, is after the payments were stored.\n\n' +
      table([...head, 'TPC-B/s', 'p50 ms', 'p99 ms', 'ratio'], rows) +
      filled,
  );
}

function fresh({ fresh: found }: Results): string {
  if (found === null) return '';
  const { run, eachSecond } = found;
  return section(
    'The first seconds on a fresh database',
    `Straight after the very first start, nothing warm, ${JUDGED_CONNECTIONS} connections, one account: ` +
      `${whole(run.perSecond)} payments/s, p50 ${run.p50Ms.toFixed(1)} ms, p99 ${run.p99Ms.toFixed(1)} ms. ` +
      `Second by second: ${eachSecond.map(whole).join(', ')}.`,
  );
}

/** Whose CPU time a payment takes, with the default number of servers and the most connections. */
function costs({ cells, million, machine: on, serversByDefault }: Results): string {
  const few = cells.find(
    ({ servers, connections }) => servers === serversByDefault && connections === JUDGED_CONNECTIONS,
  );
  const cell = few?.tpcb.length ? few : million;
  if (!cell?.tpcb.length) return '';
  const columns: [string, Run[]][] = [
    ...SPREADS.map((spread): [string, Run[]] => [spread, cell.florin[spread]]),
    ['TPC-B', cell.tpcb],
  ];
  const kinds = [
    ...new Set(columns.flatMap(([, runs]) => runs.flatMap(({ cpu }) => [...cpu.micros.keys()]))),
  ];
  const of = (runs: readonly Run[], kind: string) => {
    const micros = (run: Run): number => run.cpu.micros.get(kind) ?? 0;
    const share = median(runs.map((run) => micros(run) / run.cpu.windowMicros)) / (on?.cores ?? 1);
    const each = median(runs.map((run) => micros(run) / ((run.cpu.windowMicros / 1e6) * run.perSecond)));
    return { share, each };
  };
  const rows = kinds
    .map((kind) => ({ kind, found: columns.map(([, runs]) => of(runs, kind)) }))
    .filter(({ found }) => found.some(({ share }) => share >= 0.001))
    .sort((a, b) => (b.found[0]?.share ?? 0) - (a.found[0]?.share ?? 0));
  const total = columns.map(([, runs]) => kinds.reduce((sum, kind) => sum + of(runs, kind).share, 0));
  return section(
    'Whose CPU time',
    `${serversOf(cell.servers)}, ${cell.connections} connections; share of all ${on?.cores} cores, and microseconds for each ` +
      'payment or transaction.\n\n' +
      table(
        ['', ...columns.flatMap(([name]) => [name, 'µs each'])],
        [
          ...rows.map(({ kind, found }) => [
            kind,
            ...found.flatMap(({ share, each }) => [percent(share), each.toFixed(0)]),
          ]),
          ['**together**', ...total.flatMap((share) => [`**${percent(share)}**`, ''])],
          [
            'write-ahead log, bytes each',
            ...columns.flatMap(([, runs]) => [whole(median(runs.map((run) => run.walBytesEach))), '']),
          ],
        ],
      ),
  );
}

function reads({ reads: found }: Results): string {
  if (found === null || found.byId.length === 0) return '';
  const row = (name: string, runs: readonly Run[]): string[] => [
    name,
    spreadOf(runs, rate),
    spreadOf(runs, ({ p50Ms }) => p50Ms, 1),
    spreadOf(runs, ({ p99Ms }) => p99Ms, 1),
  ];
  return section(
    'Reads',
    `With ${whole(found.stored)} payments stored, ${JUDGED_CONNECTIONS} connections.\n\n` +
      table(
        ['', 'a second', 'p50 ms', 'p99 ms'],
        [
          row('`GET /v1/payments/{id}`, 20,000 different ones', found.byId),
          ...(found.list.length === 0 ? [] : [row('`GET /v1/payments?limit=20`', found.list)]),
          row('pgbench select-only, prepared', found.selectOnly),
        ],
      ),
  );
}

function memory({ memory: found, profile }: Results): string {
  if (found.length === 0 && profile === null) return '';
  const rows = found.map(({ when, stored, servers, database }) => [
    when,
    whole(stored),
    servers.map((bytes) => `${whole(bytes / MB)} MB`).join(' + '),
    `${whole(database / MB)} MB`,
  ]);
  const heap = profile?.heapBytes;
  const growth =
    heap === undefined
      ? ''
      : `\n\nOf a server's heap, after a full collection, ${(heap.before / MB).toFixed(1)} MB were live before ` +
        `${whole(heap.payments)} payments and ${(heap.after / MB).toFixed(1)} MB after them.`;
  return section(
    'Memory',
    'Resident memory of each server; of all processes of PostgreSQL the proportional memory, shared buffers included.' +
      (rows.length === 0 ? '' : `\n\n${table(['when', 'payments stored', 'servers', 'PostgreSQL'], rows)}`) +
      growth,
  );
}

function timeSpent({ profile }: Results): string {
  if (profile === null) return '';
  const shares = (list: readonly Share[]): string =>
    table(
      ['', 'share'],
      list.filter(({ share }) => share >= 0.005).map(({ what, share }) => [what, percent(share)]),
    );
  return section(
    'Where the time goes',
    `One server, one account, ${JUDGED_CONNECTIONS} connections (${whole(profile.run.perSecond)} payments/s while it was ` +
      "profiled). A server's main thread, by V8's profile, each function's own time:\n\n" +
      `${shares(profile.server)}\n\n` +
      'The one database connection that writes rounds, by what it was doing when it was looked at, 200 times a second:\n\n' +
      shares(profile.lane),
  );
}

function ledger({ ledger: found }: Results): string {
  if (found === null || found.single.length === 0) return '';
  const row = (name: string, values: readonly number[]): string[] => [
    name,
    middle(values),
    (median(values) / median(found.tpcb)).toFixed(1),
  ];
  return section(
    'The ledger alone',
    'Transfers on one account through a commit queue, durable, without HTTP, beside TPC-B in turn.\n\n' +
      table(
        ['', 'a second', 'for each TPC-B transaction'],
        [
          row('transfers, one a command', found.single),
          ...(found.batched.length === 0 ? [] : [row('transfers, 16 a command', found.batched)]),
          row(`TPC-B, ${JUDGED_CONNECTIONS} connections`, found.tpcb),
        ],
      ),
  );
}

/** What holds the figures down, by the figures. */
function limits({ cells, million, machine: on, serversByDefault, profile }: Results): string {
  const cell =
    cells.find(
      ({ servers, connections, tpcb }) =>
        servers === serversByDefault && connections === JUDGED_CONNECTIONS && tpcb.length > 0,
    ) ?? million;
  if (!cell?.tpcb.length || on === null) return '';
  const runs = cell.florin['one account'];
  const shareOf = (chosen: (kind: string) => boolean): number =>
    median(
      runs.map(({ cpu }) => {
        const micros = [...cpu.micros]
          .filter(([kind]) => chosen(kind))
          .reduce((sum, [, each]) => sum + each, 0);
        return micros / cpu.windowMicros / on.cores;
      }),
    );
  const busy = shareOf(() => true);
  const rest = shareOf((kind) => kind === REST);
  const lines = [
    `- At ${JUDGED_CONNECTIONS} connections on one account the machine's ${on.cores} cores were ${percent(busy)} busy: ` +
      `${percent(shareOf((kind) => kind === 'Florin servers'))} with Florin's servers, ` +
      `${percent(shareOf((kind) => kind.startsWith('PostgreSQL')))} with PostgreSQL, ` +
      `${percent(shareOf((kind) => kind === 'wrk'))} with the load generator. ` +
      (busy > 0.9
        ? 'So the processor is the limit, and a part of it goes to the load generator, which a merchant would not run here.'
        : 'So the processor was not the whole limit: the rest of the time everyone waited, mostly for the disk.'),
    `- ${percent(rest)} went to what belongs to no measured process: the kernel, and whatever else ran on the machine.`,
    `- A write of 8 KB is durable after ${on.syncMs.toFixed(2)} ms here (${on.fileSystem}). TPC-B pays for it once for a ` +
      'group of its transactions, Florin once a round; a slower disk favours the larger round, a disk that only pretends ' +
      'favours TPC-B.',
    `- At one connection a round carries one command, and a payment needs two rounds, an attempt's and its outcome's: ` +
      'there the ratio says what durability costs, not what the queue gains.',
    ...lockLine(cells),
    ...(profile === null
      ? []
      : [
          `- A profile costs time itself: the shares above are of a server that was slowed a little by being watched.`,
        ]),
  ];
  return section('What limits the figures', lines.join('\n'));
}

function lockLine(cells: readonly Cell[]): string[] {
  const at = (servers: number): Cell | undefined =>
    cells.find(
      (cell) => cell.servers === servers && cell.connections === JUDGED_CONNECTIONS && cell.tpcb.length > 0,
    );
  const one = at(1);
  const two = at(2);
  if (one === undefined || two === undefined) return [];
  const gains = SPREADS.map(
    (spread) => `${(ratioOf(two, spread) / ratioOf(one, spread)).toFixed(2)} times as much on ${spread}`,
  );
  return [
    `- Two servers do ${gains.join(' and ')} as one does (by their ratios to TPC-B). Two rounds on one account follow each ` +
      'other, whichever server they come from.',
  ];
}

function machine({ machine: on }: Results): string {
  if (on === null) return '';
  return section(
    'The machine',
    [
      `- ${on.cores} cores of ${on.processor}, ${(on.memoryBytes / 2 ** 30).toFixed(0)} GB, ${on.system}`,
      `- the database on ${on.fileSystem}; 8 KB made durable in ${on.syncMs.toFixed(2)} ms`,
      `- ${on.versions.join(', ')}`,
      `- PostgreSQL, the same server for both: ${on.settings.join(', ')}`,
    ].join('\n'),
  );
}

function method({ options, proof, serversByDefault }: Results): string {
  return section(
    'How it was measured',
    [
      '- Florin runs as `npm start` runs it (supervisor, servers, embedded PostgreSQL, the shop where there is one), in a ' +
        `data folder of its own; ${serversOf(serversByDefault)} by default. pgbench uses a database of its own on that same ` +
        'PostgreSQL: TPC-B, `-M prepared`, scale 128, so that there are as many branches as connections. All on one machine.',
      '- Load: wrk, one thread, closed loop: a connection sends its next request when it has its answer. wrk corrects its ' +
        'percentiles for requests that a slow answer kept it from sending; those of pgbench are of every transaction, from its log.',
      `- In turn: one account, TPC-B, 1,000 accounts, ${options.turns} times, ${options.seconds} s each, after a warm-up of ` +
        `${Math.ceil(options.seconds / 3)} s for each after every start. The 1,000 accounts are chosen by Zipf(1.0): the first gets 13 % of the payments.`,
      '- Every answer was a success: one refusal or one broken connection fails the run, and after each run the books must ' +
        'hold as many payments more as wrk counted.',
      '- CPU time is read from /proc at two moments within each run, so that its beginning and its end do not count.',
      `- Asked for: ${GOAL} payments for each TPC-B transaction (floor ${FLOOR}), p99 at most ${P99_MS_MAX} ms.`,
      ...(proof === null ? [] : [`- ${proof}`]),
    ].join('\n'),
  );
}

function section(title: string, text: string): string {
  return `## ${title}\n\n${text}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join(
    '\n',
  );
}

const rate = (run: Run): number => run.perSecond;

/** The median, with the least and the greatest where there are several. */
function spreadOf(runs: readonly Run[], of: (run: Run) => number, digits = 0): string {
  return middle(runs.map(of), digits);
}

function middle(values: readonly number[], digits = 0): string {
  const text = (value: number): string => (digits === 0 ? whole(value) : value.toFixed(digits));
  if (values.length < 2) return text(median(values));
  return `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function thousands(value: number): string {
  return `${Math.round(value / 1000).toLocaleString('en')} k`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
