import type { Component, Request, Signature } from './rfc9421/index.ts';

/** How far `created` may be from our time, to each side. */
const WINDOW_S = 300;
const NONCE_LENGTH_MAX = 255;

/**
 * What a request's signature has to cover and does not, each as what to add: everything by which the request takes effect. A part
 * that is not covered could be changed on the way.
 */
export function uncovered(request: Request, components: readonly Component[], hasBody: boolean): string[] {
  const covers = (name: string) => components.some((component) => coversAll(component, name));
  const target =
    covers('@target-uri') ||
    (covers('@authority') && (covers('@request-target') || (covers('@path') && covers('@query'))));
  const has = (field: string) => request.fields.some(([name]) => name === field);
  const fields = [
    ...(hasBody || has('content-digest') ? ['content-digest'] : []),
    ...(hasBody || has('content-type') ? ['content-type'] : []),
    ...['authorization', 'idempotency-key'].filter(has),
  ];
  return [
    ...(covers('@method') ? [] : ['"@method"']),
    ...(target ? [] : ['"@target-uri", or "@authority" with "@path" and "@query"']),
    ...fields.filter((field) => !covers(field)).map((field) => `"${field}"`),
  ];
}

/**
 * Whether the component is the whole of what has this name. Serialized anew (`sf`) is enough for the digest alone, which is read as a
 * structured field too: other fields are read as text, of which many serialize to the same.
 */
function coversAll(component: Component, name: string): boolean {
  if (component.name !== name) return false;
  if (component.kind === 'derived') return true;
  const { as } = component.form;
  return as !== 'member' && (as !== 'structured' || name === 'content-digest') && !component.fromTrailers;
}

/**
 * What is wrong with a signature's parameters. `invalid` ones were never right; others are of another time.
 * @param now in milliseconds.
 */
export function parameterFaults(
  { created, expires, nonce }: Signature['parameters'],
  now: number,
): { readonly invalid: string[]; readonly untimely: string[] } {
  const seconds = Math.floor(now / 1000);
  const invalid: string[] = [];
  const untimely: string[] = [];
  const told = `Our time is ${seconds} (${new Date(seconds * 1000).toISOString()}).`;
  if (created === undefined) invalid.push('The parameter `created` is missing.');
  else if (Math.abs(created - seconds) > WINDOW_S)
    untimely.push(
      `\`created\` is ${Math.abs(created - seconds)} seconds ${created < seconds ? 'ago' : 'ahead'}, and ${WINDOW_S} are allowed. ${told}`,
    );
  if (expires !== undefined) {
    if (created !== undefined && expires < created) invalid.push('`expires` is before `created`.');
    if (expires <= seconds) untimely.push(`\`expires\` is ${expires}, which is past. ${told}`);
  }
  if (nonce === undefined) invalid.push('The parameter `nonce` is missing. Send a fresh random text.');
  else if (nonce.length === 0 || nonce.length > NONCE_LENGTH_MAX)
    invalid.push(`\`nonce\` must have 1 to ${NONCE_LENGTH_MAX} characters.`);
  return { invalid, untimely };
}

/** Until when a nonce must be remembered, in milliseconds: while its signature would be accepted, by a clock that is a minute late too. */
export function forgetNonceAt(created: number): number {
  return (created + WINDOW_S + 60) * 1000;
}
