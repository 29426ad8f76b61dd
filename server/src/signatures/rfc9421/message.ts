/**
 * A message as RFC 9421 looks at it. Fields are kept one by one, in the order in which they came: how they are combined is part
 * of what is signed.
 */
export type Message = Request | Response;

/** A field: its name in lower case, and its value as it came. */
export type Field = readonly [name: string, value: string];

interface Fields {
  readonly fields: readonly Field[];
  readonly trailers?: readonly Field[];
}

export interface Request extends Fields {
  readonly kind: 'request';
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** The host and the port, as the Host field has them. */
  readonly authority: string;
  /** As in the request line: path and query, not decoded. */
  readonly target: string;
}

export interface Response extends Fields {
  readonly kind: 'response';
  readonly status: number;
  /** The request that it answers. */
  readonly request: Request;
}

/** Fields as Node gives them: names and values by turns. */
export function fieldsOf(raw: readonly string[]): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < raw.length; at += 2)
    fields.push([(raw[at] as string).toLowerCase(), raw[at + 1] as string]);
  return fields;
}

/** The values of a field, without spaces around them and with folded lines made one (RFC 9421 section 2.1). */
export function valuesOf(fields: readonly Field[], name: string): string[] {
  const values: string[] = [];
  for (const [each, value] of fields)
    if (each === name) values.push(value.replace(/[ \t]*\r?\n[ \t]+/g, ' ').trim());
  return values;
}

/** The host in lower case, without the scheme's own port (RFC 9110 section 4.2.3). */
export function authorityOf({ scheme, authority }: Request): string {
  return authority.toLowerCase().replace(scheme === 'https' ? /:443$/ : /:80$/, '');
}
