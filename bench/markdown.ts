/** How the report formats tables and figures. */
import type { Run } from './measure.ts';
import { median } from './statistics.ts';

export const MB = 2 ** 20;

export function section(title: string, text: string): string {
  return `## ${title}\n\n${text}`;
}

/** A table. The first column is text, the others are figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join(
    '\n',
  );
}

/** Payments, transactions or reads a second. */
export const rate = (run: Run): number => run.perSecond;

/** A figure of several runs. */
export function spreadOf(runs: readonly Run[], of: (run: Run) => number, digits = 0): string {
  return middle(runs.map(of), digits);
}

/** The median, with the smallest and the largest if there are several runs. */
export function middle(values: readonly number[], digits = 0): string {
  const text = (value: number): string => (digits === 0 ? whole(value) : value.toFixed(digits));
  if (values.length < 2) return text(median(values));
  return `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}

/** Rounded, with commas between the thousands. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** In thousands. */
export function thousands(value: number): string {
  return `${Math.round(value / 1000).toLocaleString('en')} k`;
}

/** A share from 0 to 1, as per cent. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
