import { STATUS_CODES } from 'node:http';
import { catalogue, type ProblemCode } from '../kernel/problem.ts';
import type { App } from './app.ts';

/** Written to docs/errors.md by `node scripts/write-error-docs.ts`. */
const HEAD = `# Errors

Every refusal is a problem document of [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457), with the type
\`application/problem+json\`:

\`\`\`json
{
  "type": "/docs/errors#currency_unknown",
  "title": "ISO 4217 has no such currency to pay in",
  "status": 400,
  "detail": "ISO 4217 has no currency ABC to pay in.",
  "code": "currency_unknown",
  "request_id": "req_01kb0zv9q3e8k8n2m4x6t7w5ya",
  "field": "currency"
}
\`\`\`

Decide by \`code\`, which is stable; \`detail\` is for people. \`field\` names the field or parameter at fault. \`request_id\`
is in the header \`Request-Id\` too: tell it when you ask about a request.

What may be asked again: after 429 and 503 wait \`Retry-After\` seconds and send the same request with the same
\`Idempotency-Key\`; the payment happens once, however often you ask. Without an answer at all, do the same. Every other
refusal gives the same answer again until something is changed.
`;

/** The page of the documents about every code. */
export function errorDocs(): string {
  const codes = Object.keys(catalogue) as ProblemCode[];
  const byStatus = Map.groupBy(codes, (code) => catalogue[code][0] as number);
  const sections = [...byStatus]
    .sort(([one], [other]) => one - other)
    .map(
      ([status, ofStatus]) =>
        `\n## ${status} ${STATUS_CODES[status]}\n${ofStatus.map((code) => entry(code)).join('')}`,
    );
  return HEAD + sections.join('');
}

/** The page at the address that every problem has for its type, as the text it is written in. */
export function serveErrorDocs(app: App): void {
  const page = errorDocs();
  const options = { config: { credential: 'none' }, schema: { hide: true } } as const;
  app.get('/docs/errors', options, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(page),
  );
}

function entry(code: ProblemCode): string {
  const [, title, advice] = catalogue[code];
  return `\n### ${code}\n\n${title}. ${advice}\n`;
}
