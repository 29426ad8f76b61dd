/** What limits the figures. */
import { REST } from './cpu.ts';
import { percent, section } from './markdown.ts';
import type { Cell, Results } from './results.ts';
import { median } from './statistics.ts';
import { JUDGED_CONNECTIONS, ratioOf, SPREADS } from './verdicts.ts';

/** The section of the report that says what limits the figures, as far as the figures show it. */
export function limits({ cells, million, machine: on, serversByDefault, profile }: Results): string {
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
        ? 'So the processor is the limit. The load generator takes a part of it, and a merchant would not run one here.'
        : 'So the processor is not the only limit: otherwise the processes waited for each other or for the disk.'),
    `- ${percent(rest)} went to the kernel's own work and to other programs on the machine.`,
    `- A write of 8 KB is durable after ${on.syncMs.toFixed(2)} ms here (${on.fileSystem}). TPC-B waits for it once for a ` +
      'group of transactions, Florin once for a round. A slower disk favours Florin, whose rounds are larger. A disk that ' +
      'only pretends to write favours TPC-B.',
    `- With one connection a round has one command, and a payment needs two rounds: one for the attempt and one for its ` +
      'outcome. So that ratio shows what durability costs, not what the queue gains.',
    ...lockLine(cells),
    ...(profile === null
      ? []
      : [`- Profiling takes time, so the server with the shares above was a little slower than usual.`]),
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
    `- Two servers do ${gains.join(' and ')} as one does (by their ratios to TPC-B). Rounds on one account are written one after ` +
      'another, whichever server they come from.',
  ];
}
