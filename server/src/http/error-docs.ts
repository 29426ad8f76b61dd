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

## What every text is held to

Florin repairs nothing of what you send, since two requests that differ must not become one:

- Bodies, paths and queries are UTF-8, without NUL and without half of a surrogate pair. A body in another charset, or
  with a \`Content-Encoding\`, is 415.
- A member that stands twice in one object is refused, and so is a number with more digits than a JSON number keeps
  (\`1.0000000000000000001\`, and whole numbers beyond 2^53).
- An address is \`http\` or \`https\` with a host of letters, digits, dots and dashes. It is kept as the URL standard
  writes it: \`https://shop.example/订单\` comes back as \`https://shop.example/%E8%AE%A2%E5%8D%95\`.
- A time is RFC 3339, of a day that there is, from 2000 to 2100; a leap second is taken for the second after it.
- A header that counts once (\`Host\`, \`Authorization\`, \`Content-Type\`, \`Idempotency-Key\`, \`Last-Event-ID\`) comes once.

**Card numbers** are taken in \`payment_method\` (and in the \`card\` of \`POST /v1/tokens\`) and nowhere else, test numbers
included: in an order number, a description, metadata, a query or an idempotency key they would be kept. What counts as
one: 14 to 16 digits, or up to 19 of UnionPay, in one piece or in the groups of a card with spaces or dashes, in a range
that cards are issued in, with the right check digit. A random number of sixteen digits that begins like a card is one in
ten times: put a letter before your own numbers of that length (\`A4242…\`), and they are never taken for a card.
\`detail\` and \`field\` show \`[hidden]\` in such a number's place.
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
  const options = { config: { scope: 'none' }, schema: { hide: true } } as const;
  app.get('/docs/errors', options, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(page),
  );
}

function entry(code: ProblemCode): string {
  const [, title, advice] = catalogue[code];
  return `\n### ${code}\n\n${title}. ${advice}\n`;
}
