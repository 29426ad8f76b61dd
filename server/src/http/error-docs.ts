import { STATUS_CODES } from 'node:http';
import type { Catalogue, ProblemCode, ProblemEntry } from '../kernel/problem.ts';
import type { App } from './app.ts';

/** Written to docs/errors.md by `node scripts/write-error-docs.ts`. */
const HEAD = `# Errors

When Florin refuses a request, the answer is a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) with the
media type \`application/problem+json\`:

\`\`\`json
{
  "type": "/docs/errors#currency_unknown",
  "title": "The currency is not an ISO 4217 currency that can be paid in",
  "status": 400,
  "detail": "ISO 4217 has no currency ABC to pay in.",
  "code": "currency_unknown",
  "request_id": "req_01kb0zv9q3e8k8n2m4x6t7w5ya",
  "field": "currency"
}
\`\`\`

Let your program decide by \`code\`, which is stable. \`detail\` is for people to read. \`field\` names the field
or parameter that is wrong. \`request_id\` is also in the header \`Request-Id\`: include it when you ask about a request.

**Which requests to retry.** After a 429, a 503 or \`idempotency_in_progress\`, wait \`Retry-After\` seconds and send the same request
with the same \`Idempotency-Key\`. Do the same after a 500, and when you got no answer at all. The payment happens once, however
often you send the request. Any other refusal stays the same until something changes. The [SDKs](README.md) do all this by themselves.

## Rules for every text

Florin does not correct what you send, because a correction could turn two different requests into the same one:

- Bodies, paths and queries are UTF-8, without NUL and without half of a surrogate pair. A body in another charset, or
  with a \`Content-Encoding\`, is refused with 415.
- Florin refuses an object that has the same member twice, and a number with more digits than a JSON number can hold
  (\`1.0000000000000000001\`, and whole numbers beyond 2^53).
- An address begins with \`http\` or \`https\`, and its host consists of letters, digits, dots and dashes. Florin stores it in the
  form that the URL standard gives it: \`https://shop.example/订单\` comes back as
  \`https://shop.example/%E8%AE%A2%E5%8D%95\`.
- A time is RFC 3339, on a day that exists, from 2000 to 2100. A leap second is read as the second after it.
- \`Host\`, \`Authorization\`, \`Content-Type\`, \`Idempotency-Key\` and \`Last-Event-ID\` may each be sent once only.

**Card numbers** are accepted in \`payment_method\` and in the \`card\` of \`POST /v1/tokens\`. They are refused everywhere else, test
numbers included, because they would be stored with an order number, a description, metadata, a query or an idempotency
key. Florin takes a number for a card number when all of this is true:

- it has 14 to 16 digits (up to 19 for UnionPay), either without separators or grouped as on a card by spaces or dashes;
- it begins with digits that card issuers use;
- its check digit is right.

One in ten random 16-digit numbers that begin like a card number has the right check digit. So put a letter before your own
numbers of that length (\`A4242…\`): they are then never taken for a card number. \`detail\` and \`field\` show \`[hidden]\` in place of a
card number.
`;

/** The text of docs/errors.md: a section for each code. */
export function errorDocs(problems: Catalogue): string {
  const codes = Object.keys(problems) as ProblemCode[];
  const byStatus = Map.groupBy(codes, (code) => problems[code].status);
  const sections = [...byStatus]
    .sort(([one], [other]) => one - other)
    .map(
      ([status, ofStatus]) =>
        `\n## ${status} ${STATUS_CODES[status]}\n${ofStatus.map((code) => entry(code, problems[code])).join('')}`,
    );
  return HEAD + sections.join('');
}

/** Serves docs/errors.md: as plain text at the address that the `type` of every problem points to, and as Markdown with `.md`. */
export function serveErrorDocs(app: App): void {
  const page = errorDocs(app.problems);
  const options = { config: { scope: 'none' }, schema: { hide: true } } as const;
  for (const [path, type] of [
    ['/docs/errors', 'text/plain'],
    ['/docs/errors.md', 'text/markdown'],
  ] as const)
    app.get(path, options, async (_request, reply) => reply.type(`${type}; charset=utf-8`).send(page));
}

function entry(code: ProblemCode, { title, advice }: ProblemEntry): string {
  return `\n### ${code}\n\n${title}. ${advice}\n`;
}
