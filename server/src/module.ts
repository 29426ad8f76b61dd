/**
 * Where tables lie. `home` has the directory: accounts, keys, people, the root key. A cell has every table that has an
 * `account_id`, and the numbers of its rounds.
 */
export type Schema = 'home' | 'cell';

/** Whether the servers' role may change or delete rows, or only add them. A test holds it against the role's rights. */
type Rights = 'insert-only' | 'mutable' | 'read-only';

/** What a module says of itself, in its `module.ts`. `modules.ts` lists them all. */
export interface Module {
  /** Its folder, in `server/src` and in `server/migrations`. */
  readonly name: string;
  /** Where its tables lie: with the accounts' own rows, or in the installation's home. */
  readonly schema: Schema;
  readonly tables: Readonly<Record<string, Rights>>;
}
