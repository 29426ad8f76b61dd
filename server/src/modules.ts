import type { Sweep } from './database/index.ts';
import type { Modules, NamesSaid, Said } from './kernel/modules.ts';
import type { Settings } from './kernel/setting.ts';
import type { Module } from './module.ts';

/** Every module, one line each, after those that it builds on: in this order their tables are made. */
const list = [
  (await import('./identity/module.ts')).identity,
  (await import('./vault/module.ts')).vault,
  (await import('./database/module.ts')).database,
  (await import('./ledger/module.ts')).ledger,
  (await import('./http/module.ts')).http,
  (await import('./audit/module.ts')).audit,
  (await import('./events/module.ts')).events,
  (await import('./encryption/module.ts')).encryption,
  (await import('./channels/module.ts')).channels,
  (await import('./cards/module.ts')).cards,
  (await import('./payments/module.ts')).payments,
  (await import('./checkout/module.ts')).checkout,
  (await import('./mail/module.ts')).mail,
  (await import('./signatures/module.ts')).signatures,
  (await import('./oauth/module.ts')).oauth,
  (await import('./request-log/module.ts')).requestLog,
  (await import('./front/module.ts')).front,
] as const;

/** Which modules say what they are and are not in the list: their names are what the compiler then asks for here. */
type Forgotten = Exclude<keyof Modules, (typeof list)[number]['name']>;
export const modules: readonly Module[] & { readonly [Name in Forgotten]: never } = list;

/** What all modules say under a key. No two may give the same name. */
function gather<Key extends keyof Module>(key: Key): Gathered<Key> {
  const all: Record<string, unknown> = {};
  for (const module of modules) {
    for (const [name, what] of Object.entries(module[key] ?? {})) {
      if (name in all) throw new Error(`two modules have ${name} among their ${key}`);
      all[name] = what;
    }
  }
  return all as Gathered<Key>;
}
type Gathered<Key extends string> = { readonly [Name in NamesSaid<Key>]: EntryOf<Said<Key>, Name> };
type EntryOf<What, Name extends string> = What extends { readonly [N in Name]: infer Entry } ? Entry : never;

/** What the modules say, put together for those who work with all of it. */
export const gathered = {
  sweeps: modules.flatMap(({ schema = 'cell', sweeps = [] }) =>
    sweeps.map((sweep: Sweep) => ({ ...sweep, schema })),
  ),
  sealed: modules.flatMap(({ schema = 'cell', sealed = [] }) =>
    sealed.map((column) => ({ ...column, schema })),
  ),
  eventTypes: gather('eventTypes'),
  problems: gather('problems'),
  tags: gather('tags'),
  links: modules.flatMap(({ links = [] }) => links),
  settings: gather('settings'),
} as const;

/** The modules' settings as they are given, each with its usual value where it is left out. */
export function settingsAmong(given: Partial<Settings>): Settings {
  const names = Object.keys(gathered.settings) as (keyof Settings)[];
  return Object.fromEntries(
    names.map((name) => {
      const { byDefault, parse } = gathered.settings[name];
      return [name, given[name] ?? (byDefault === null ? undefined : parse(byDefault))];
    }),
  ) as unknown as Settings;
}
