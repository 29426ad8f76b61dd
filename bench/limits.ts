/** What limits the figures. */
import { REST } from './cpu.ts';
import { percent, section } from './markdown.ts';
import type { Cell, Results } from './results.ts';
import { median } from './statistics.ts';
import { JUDGED_CONNECTIONS, ratioOf, SPREADS } from './verdicts.ts';

/** The section of the report that says what holds the figures down, by the figures. */
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
        ? 'So the processor is the limit, and a part of it goes to the load generator, which a merchant would not run here.'
        : 'So the processor was not the whole limit: the rest of the time one waited for another or for the disk.'),
    `- ${percent(rest)} went to what belongs to no measured process: the kernel's own work, and whatever else ran on the machine.`,
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
