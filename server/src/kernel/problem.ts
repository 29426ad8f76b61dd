import { type Static, type TSchema, Type } from 'typebox';
import type { NamesSaid, Said } from './modules.ts';

/**
 * A refusal, as its module says it. The error pages of the documents and the OpenAPI description are made from what all modules
 * say. A code is stable once it has been published.
 */
export interface ProblemEntry {
  /** The HTTP status. */
  readonly status: number;
  readonly title: string;
  /** What to do next. */
  readonly advice: string;
  /** The members that its document may have in addition to the standard ones (RFC 9457 section 3.2). */
  readonly members?: Readonly<Record<string, TSchema>>;
  /** Every route that needs a credential may give it, because its module looks at requests before routes do. */
  readonly anyRoute?: true;
  /** A field for whose values it stands in place of `invalid_request`, in any body and query; or for its format alone. */
  readonly field?: { readonly name: string; readonly only?: 'format' };
}

export type ProblemCode = NamesSaid<'problems'>;

/** Every refusal that the API knows. */
export type Catalogue = Readonly<Record<ProblemCode, ProblemEntry>>;

/** The URI reference that names the problem (RFC 9457 section 3.1.1): its place in the documents. */
export function problemTypeOf(code: ProblemCode): string {
  return `/docs/errors#${code}`;
}

/** A member of the problems of several modules. */
export const stateMember = Type.String({ description: 'The current status of the object.' });

type EntryOf<Code extends ProblemCode> = Code extends ProblemCode ? EntryIn<Said<'problems'>, Code> : never;
type EntryIn<Problems, Code extends string> = Problems extends { readonly [C in Code]: infer Entry }
  ? Entry
  : never;
type MembersOf<Entry> = Entry extends { readonly members: infer Members }
  ? { readonly [Name in keyof Members]?: Members[Name] extends TSchema ? Static<Members[Name]> : never }
  : unknown;

interface CommonExtras {
  /** The field at fault, as a path into the body such as `card/number`, or the name of a parameter or header. */
  readonly field?: string;
  /** Seconds for the Retry-After header. */
  readonly retryAfter?: number;
}

/** What a refusal of that code may have in addition to the standard members. */
export type ExtrasOf<Code extends ProblemCode> = CommonExtras & MembersOf<EntryOf<Code>>;

/** Every additional member that any refusal may have. */
export type ProblemExtras = CommonExtras & {
  readonly [Name in NamesOf<AnyMembers>]?: TypeOf<AnyMembers, Name>;
};
type AnyMembers = MembersIn<EntryOf<ProblemCode>>;
type MembersIn<Entry> = Entry extends { readonly members: infer Members } ? Members : never;
type NamesOf<Members> = Members extends unknown ? keyof Members : never;
type TypeOf<Members, Name extends PropertyKey> = Members extends {
  readonly [N in Name]: infer Schema extends TSchema;
}
  ? Static<Schema>
  : never;

/**
 * A refusal that is sent to a client. Commands return refusals as values. The route throws them, so that one error handler
 * writes every refusal.
 */
export class Problem<Code extends ProblemCode = ProblemCode> extends Error {
  readonly code: Code;
  /** What is wrong with this request; undefined where the advice of the catalogue says it all. */
  readonly detail: string | undefined;
  readonly extras: ProblemExtras;

  constructor(code: Code, detail?: string, extras?: ExtrasOf<Code>) {
    super(detail ?? code);
    this.name = 'Problem';
    this.code = code;
    this.detail = detail;
    this.extras = { ...extras };
  }
}
