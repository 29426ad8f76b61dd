/** Writes RESULTS.md from the results. */
import { REST } from './cpu.ts';
import { credentials as kinds } from './credentials.ts';
import { limits } from './limits.ts';
import { MB, middle, percent, rate, section, spreadOf, table, thousands, whole } from './markdown.ts';
import type { Run } from './measure.ts';
import type { Share } from './profile.ts';
import { type Results, serversOf } from './results.ts';
import { median } from './statistics.ts';
import {
  FLOOR,
  GOAL,
  JUDGED_CONNECTIONS,
  judge,
  markOf,
  OTHERS_MAX,
  P99_MS_MAX,
  ratioOf,
  SPREADS,
  STORED_SHARE,
  shareBesideTokens,
  shareOf,
} from './verdicts.ts';

/** The whole report in Markdown. What was not measured is left out. */
export function report(results: Results): string {
  const parts = [
    '# What Florin does in a second',
    opening(results),
    verdicts(results),
    payments(results),
    told(results),
    fresh(results),
    costs(results),
    reads(results),
    memory(results),
    timeSpent(results),
    credentialsShown(results),
    ledger(results),
    limits(results),
    machine(results),
    method(results),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function opening(results: Results): string {
  const { turns, seconds } = results.options;
  const runs =
    turns === 1
      ? `one run of ${seconds} s`
      : `the median of ${turns} runs of ${seconds} s, alternating with TPC-B, with the smallest and the largest in parentheses`;
  const others = Math.max(0, ...shareOfOthers(results));
  const caution =
    others > OTHERS_MAX
      ? `\n\n**Others used up to ${percent(others)} of the machine meanwhile: do not rely on these figures.**`
      : '';
  return (
    `Written by \`npm run bench\` on ${results.date}. Every figure is ${runs}. Do not compare the figures with ` +
    `those of other machines or other days. Only the ratios within this run count.${caution}`
  );
}

/** For each group of runs, the share of the machine that processes took that are not measured. */
function shareOfOthers({ cells, million, machine: on }: Results): number[] {
  return [...cells, ...(million === null ? [] : [million])]
    .flatMap((cell) => [...SPREADS.map((spread) => cell.florin[spread]), cell.tpcb])
    .filter((runs) => runs.length > 0)
    .map(
      (runs) =>
        median(runs.map(({ cpu }) => (cpu.micros.get(REST) ?? 0) / cpu.windowMicros)) / (on?.cores ?? 1),
    );
}

function verdicts(results: Results): string {
  const all = judge(results);
  if (all.length === 0) return '';
  const marks = { goal: '✔ goal', floor: '✔ floor', missed: '✘ missed' };
  return section(
    `Required: ${JUDGED_CONNECTIONS} connections, ${serversOf(results.serversByDefault)} as by default`,
    table(
      ['what', 'measured', 'asked', ''],
      all.map(({ what, figure, asked, mark }) => [what, figure, asked, marks[mark]]),
    ),
  );
}

function payments({ cells, million, disk }: Results): string {
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
        `**${ratio.toFixed(2)}**${cell.connections === JUDGED_CONNECTIONS ? ` ${markOf(ratio, cell === million ? STORED_SHARE : 1)}` : ''}`,
      ];
    }),
  );
  const head = ['servers', 'connections', 'paid to', 'stored', 'payments/s', 'p50 ms', 'p99 ms'];
  const taken =
    disk === null
      ? ''
      : `\n\nWith ${whole(disk.payments)} payments stored the database took ${whole(disk.databaseBytes / MB)} MB: ` +
        `${whole(disk.databaseBytes / disk.payments)} bytes for each payment, including all rows and indexes.`;
  return section(
    'Payments, beside TPC-B',
    '`POST /pay`, each with its own order and idempotency key, and durable before it is answered. Each includes the API ' +
      'key, schema, fingerprint, idempotency row, order claim, attempt, outcome, two transfers, balances and a numbered ' +
      'event. The last row, if there is one, was measured after the payments were stored.\n\n' +
      table([...head, 'TPC-B/s', 'p50 ms', 'p99 ms', 'ratio'], rows) +
      taken,
  );
}

function told({ told: found }: Results): string {
  if (found === null || found.runs.length === 0) return '';
  return section(
    'With a webhook endpoint',
    `The same to the demo merchant, ${JUDGED_CONNECTIONS} connections, with the demo shop on this machine as its webhook ` +
      `endpoint: ${spreadOf(found.runs, rate)} payments/s, p99 ${spreadOf(found.runs, ({ p99Ms }) => p99Ms, 1)} ms, and ` +
      `${middle(found.perSecond)} events a second delivered at the same time. While rounds are large, deliveries wait; ` +
      'the rest is delivered afterwards.',
  );
}

function fresh({ fresh: found }: Results): string {
  if (found === null) return '';
  const { run, eachSecond } = found;
  return section(
    'The first seconds on a fresh database',
    `Right after the very first start, before anything is warm, ${JUDGED_CONNECTIONS} connections, one account: ` +
      `${whole(run.perSecond)} payments/s, p50 ${run.p50Ms.toFixed(1)} ms, p99 ${run.p99Ms.toFixed(1)} ms. ` +
      `Second by second: ${eachSecond.map(whole).join(', ')}.`,
  );
}

/** Where the CPU time of a payment goes, with the default number of servers and the most connections. */
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
          row(`\`GET /v1/payments/{id}\`, ${whole(found.different)} different ones`, found.byId),
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
      : `\n\nAfter a full garbage collection, ${(heap.before / MB).toFixed(1)} MB of a server's heap were live before ` +
        `${whole(heap.payments)} payments and ${(heap.after / MB).toFixed(1)} MB after them.`;
  return section(
    'Memory',
    'Resident memory of each server, and proportional memory of all processes of PostgreSQL with shared buffers.' +
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
      "profiled). The server's main thread, from V8's profile, by the own time of functions:\n\n" +
      `${shares(profile.server)}\n\n` +
      'What the database connection that writes the rounds was doing, looked at 200 times a second:\n\n' +
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
    'Durable transfers on one account through a commit queue, without HTTP, alternating with TPC-B.\n\n' +
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

function credentialsShown({ credentials: found }: Results): string {
  if (found === null || found.runs['a secret key'].length === 0) return '';
  const { runs, tokens, besideTokens } = found;
  const rows = kinds
    .filter((kind) => runs[kind].length > 0)
    .map((kind) => [
      kind,
      spreadOf(runs[kind], rate),
      spreadOf(runs[kind], ({ p99Ms }) => p99Ms, 1),
      `**${shareOf(runs, kind).toFixed(2)}**`,
      ...(besideTokens[kind].length === 0
        ? ['', '']
        : [spreadOf(besideTokens[kind], rate), shareBesideTokens(found, kind).toFixed(2)]),
    ]);
  return section(
    'By credential',
    `\`POST /pay\` to one account, ${JUDGED_CONNECTIONS} connections, in turn. Each request has a proof or signature of its own, ` +
      'made before the run. The last columns are of later runs, beside the live tokens.\n\n' +
      table(
        ['', 'payments/s', 'p99 ms', 'for each by a secret key', `beside ${whole(tokens)} tokens`, 'share'],
        rows,
      ),
  );
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
      '- The load generator is wrk with one thread. A connection sends its next request when it has the answer. wrk corrects ' +
        'its percentiles for requests that a slow answer delayed. Those of pgbench cover every transaction, from its log.',
      `- In turn: one account, TPC-B, 1,000 accounts, ${options.turns} times, ${options.seconds} s each, after a warm-up of ` +
        `${Math.ceil(options.seconds / 3)} s for each after every start. The 1,000 accounts are chosen by Zipf(1.0): the first gets 13 % of the payments.`,
      '- Every answer was a success: a single refusal or broken connection fails the run. After each run the books must ' +
        'contain as many more payments as wrk counted.',
      '- There is a checkpoint before every run of either side, so that no run has to write what another left. ' +
        'The accounts have no webhook endpoint, except in the section that says so.',
      '- CPU time is read from /proc at two moments within each run, so that its start and its end do not count.',
      `- Required: ${GOAL} payments for each TPC-B transaction (floor ${FLOOR}), p99 at most ${P99_MS_MAX} ms.`,
      ...(proof === null ? [] : [`- ${proof}`]),
    ].join('\n'),
  );
}
