/**
 * The modules, by name. Each enters itself here, in its `module.ts`, so that the compiler knows what all of them say: which
 * problems there are, which scopes, which tables. `modules.ts` does not compile while one is missing in its list.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the modules fill it
export interface Modules {}

/** What the modules say under a key: a union, of one type a module. */
export type Said<Key extends string> = SaidBy<Modules[keyof Modules], Key>;
type SaidBy<Module, Key extends string> = Module extends { readonly [K in Key]: infer What } ? What : never;

/** The names that the modules give under a key. */
export type NamesSaid<Key extends string> = NamesOf<Said<Key>>;
type NamesOf<What> = What extends unknown ? keyof What & string : never;
