/** What the table of operations says of one. */
export interface Operation {
  /** `florin GROUP VERB`. */
  readonly group: string;
  readonly verb: string;
  readonly method: string;
  /** With `{id}` where an id stands. */
  readonly path: string;
  readonly summary: string;
  readonly query: readonly Field[];
  /** Null: it takes none. */
  readonly body: readonly Field[] | null;
}

export interface Field {
  /** As the API calls it. The option has dashes in place of underscores. */
  readonly name: string;
  readonly kind: 'text' | 'integer' | 'boolean' | 'list' | 'object' | 'text or object';
  readonly required: boolean;
  readonly description: string;
}
