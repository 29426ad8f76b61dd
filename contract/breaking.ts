/** What a change of the API's document breaks for clients, as oasdiff tells it, and whether the changelog names it. */
import { join } from 'node:path';
import { here, type Installation } from './installation.ts';

/** A breaking change, however many operations and statuses it is seen at. */
export interface Breaking {
  /** In a sentence: ``removed the required property `amount_fee` from the response``. */
  readonly what: string;
  /** Where it is seen, as `POST /v1/payments`. */
  readonly operations: readonly string[];
}

/** Compares two documents, by the paths of their files. Throws if one of them cannot be read. */
export async function breakingChanges(
  { run }: Pick<Installation, 'run'>,
  base: string,
  revision: string,
): Promise<Breaking[]> {
  const asked = [
    'tool',
    'oasdiff',
    'breaking',
    '--format=json',
    '--allow-external-refs=false',
    base,
    revision,
  ];
  const told = JSON.parse(await run('go', asked, { cwd: join(here, 'oasdiff') })) as {
    readonly text: string;
    readonly operation?: string;
    readonly path?: string;
  }[];
  // What a named schema loses is told once for every status of every operation that answers with it.
  const found = Map.groupBy(told, ({ text }) =>
    text.replace(/ (with the|for the response) (`\d+` status|status `\d+`)/, ''),
  );
  return [...found].map(([what, changes]) => ({
    what,
    operations: [...new Set(changes.map(({ operation, path }) => `${operation} ${path}`))],
  }));
}

/** Those that the section `### Breaking` of what is not released yet does not name: by the member in backticks, or by the operation. */
export function unnamed(changes: readonly Breaking[], changelog: string): Breaking[] {
  const [, unreleased = ''] = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog) ?? [];
  const [, section = ''] = /^### Breaking\n([\s\S]*?)(?=^### |(?![\s\S]))/m.exec(unreleased) ?? [];
  const named = (text: string) => section.includes(`\`${text}\``);
  return changes.filter(({ what, operations }) => !namesIn(what).some(named) && !operations.some(named));
}

/** The members and schemas of which a sentence speaks, without the way to them: `payment/failure_code` is `failure_code`. */
function namesIn(what: string): string[] {
  const quoted = [...what.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => text.split(', '));
  const names = quoted.map((text) =>
    text
      .replace(/(^|\/)(anyOf|oneOf|allOf)(\[[^\]]*\])?/g, '')
      .split('/')
      .at(-1),
  );
  return names.filter((name) => name !== undefined && name !== '') as string[];
}
