import { type TSchema, Type } from 'typebox';
import type { Catalogue, ProblemCode } from '../kernel/problem.ts';
import { Integer, OneOf } from './schemas.ts';

/** Every member that a refusal may have beside the standard ones. Its description lists the codes that have it. */
function membersOf(problems: Catalogue): Record<string, TSchema> {
  const members: Record<string, { readonly schema: TSchema; readonly codes: string[] }> = {};
  for (const [code, entry] of Object.entries(problems)) {
    for (const [name, schema] of Object.entries(entry.members ?? {})) {
      members[name] ??= { schema, codes: [] };
      if (JSON.stringify(schema) !== JSON.stringify(members[name].schema))
        throw new Error(`problems differ in their member ${name}`);
      members[name].codes.push(`\`${code}\``);
    }
  }
  return Object.fromEntries(
    Object.entries(members).map(([name, { schema, codes }]) => {
      const { description = '' } = schema as { description?: string };
      const whole = `${description} Sent with ${codes.join(', ')}.`.trim();
      return [name, Type.Optional({ ...schema, description: whole })];
    }),
  );
}

/** The body of a refusal. All refusals share one schema, so that a client has one type to catch. */
export function problemSchema(problems: Catalogue): TSchema {
  return Type.Object(
    {
      type: Type.String({
        format: 'uri-reference',
        description: 'The page of the documents that explains this code.',
      }),
      title: Type.String(),
      status: Integer({ minimum: 400, maximum: 599 }),
      detail: Type.String({ description: 'What is wrong with this request, for a developer to read.' }),
      code: OneOf(Object.keys(problems) as ProblemCode[], {
        $id: 'ProblemCode',
        description: 'Stable. Let your program decide by it. New codes may be added.',
      }),
      request_id: Type.String({ description: 'Include it when you ask about the request.' }),
      field: Type.Optional(
        Type.String({
          description:
            'The field at fault, as a path into the body such as `card/number`, or the name of a parameter or header.',
        }),
      ),
      ...membersOf(problems),
    },
    {
      $id: 'Problem',
      additionalProperties: true,
      description:
        'A problem document of RFC 9457. Each operation lists the codes that its answers may have.',
    },
  );
}
