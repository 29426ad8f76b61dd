import type { InnerList } from 'structured-headers';
import { serializeDictionary } from 'structured-headers';
import type { Clock } from '../kernel/clock.ts';
import { Problem } from '../kernel/problem.ts';
import {
  type Component,
  componentsOf,
  contentDigest,
  coveredBy,
  dictionaryOf,
  type Field,
  linesOf,
  type Request,
  type Response,
  SignatureFault,
  signatureBase,
  signed,
} from './rfc9421/index.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What of an answer itself may be covered: what every answer has, and what is known before it is sent. */
const OF_ANSWER = ['@status', 'content-digest', 'content-type', 'request-id'];
/** Without these a signature would prove nothing of the answer. */
const NEEDED = ['@status', 'content-digest'];
const WISHES_MAX = 2;
const LIFE_S = 300;

/** A signature that a request asks for (RFC 9421 section 5). */
export interface Wish {
  readonly label: string;
  readonly covered: InnerList;
  readonly components: readonly Component[];
  readonly nonce: string | undefined;
  readonly tag: string | undefined;
  readonly expires: boolean;
}

/**
 * Reads `Accept-Signature`, and proves that it can be done, before the request has any effect. Throws
 * `accept_signature_invalid`.
 */
export function wishesOf(request: Request): Wish[] {
  try {
    const wishes = dictionaryOf(request.fields, 'accept-signature');
    if (wishes.size > WISHES_MAX)
      throw new SignatureFault(`More than ${WISHES_MAX} signatures are asked for.`);
    return [...wishes].map(([label, member]) => wishOf(request, label, coveredBy(label, member)));
  } catch (error) {
    if (!(error instanceof SignatureFault)) throw error;
    throw new Problem('accept_signature_invalid', `Accept-Signature: ${error.message}`);
  }
}

function wishOf(request: Request, label: string, covered: InnerList): Wish {
  const components = componentsOf(covered[0], 'response');
  const own = components.filter(({ ofRequest }) => !ofRequest);
  for (const { name, identifier } of own)
    if (!OF_ANSWER.includes(name))
      throw new SignatureFault(
        `${identifier} cannot be covered. Of an answer these can: ${OF_ANSWER.join(', ')}.`,
      );
  for (const name of NEEDED)
    if (!own.some((component) => component.name === name))
      throw new SignatureFault(`${label} must cover "${name}".`);
  // Whether the request has what is asked of it shows now.
  linesOf(
    { kind: 'response', status: 0, fields: [], request },
    components.filter(({ ofRequest }) => ofRequest),
  );
  const texts = new Map<string, string>();
  for (const [name, value] of covered[1]) {
    if (name === 'created' || name === 'expires') {
      if (value !== true) throw new SignatureFault(`${label}: ${name} has no value here.`);
    } else if ((name === 'nonce' || name === 'tag') && typeof value === 'string') texts.set(name, value);
    else if (name === 'alg' && value !== 'ed25519')
      throw new SignatureFault(`${label}: answers are signed with ed25519 alone.`);
    else if (name !== 'alg')
      throw new SignatureFault(
        `${label}: ${name} cannot be asked for. Ask for created, expires, nonce, alg or tag.`,
      );
  }
  return {
    label,
    covered,
    components,
    nonce: texts.get('nonce'),
    tag: texts.get('tag'),
    expires: covered[1].has('expires'),
  };
}

/** The fields that sign an answer. An answer without one of the fields that were asked for has no signature of that label. */
export async function signAnswer(
  wishes: readonly Wish[],
  answer: Omit<Response, 'kind'>,
  body: string | Buffer,
  keys: SigningKeys,
  clock: Clock,
): Promise<Record<string, string>> {
  const digest = contentDigest(body);
  const fields: Field[] = [...answer.fields, ['content-digest', digest]];
  const has = (name: string) => name.startsWith('@') || fields.some(([each]) => each === name);
  const possible = wishes.filter(({ components }) =>
    components.every(({ ofRequest, name }) => ofRequest || has(name)),
  );
  if (possible.length === 0) return {};
  const key = await keys.signing();
  const created = Math.floor(clock.now() / 1000);
  const inputs = new Map<string, InnerList>();
  const signatures = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { label, covered, components, nonce, tag, expires } of possible) {
    // In the order that the strictest of the libraries wants.
    const parameters: [string, number | string][] = [
      ['created', created],
      ...(expires ? [['expires', created + LIFE_S] as [string, number]] : []),
      ...(nonce === undefined ? [] : [['nonce', nonce] as [string, string]]),
      ['alg', key.algorithm],
      ['keyid', key.id],
      ...(tag === undefined ? [] : [['tag', tag] as [string, string]]),
    ];
    const input: InnerList = [covered[0], new Map(parameters)];
    const lines = linesOf({ ...answer, kind: 'response', fields }, components);
    inputs.set(label, input);
    signatures.set(label, new Uint8Array(await signed(key, Buffer.from(signatureBase(lines, input)))));
  }
  return {
    'content-digest': digest,
    'signature-input': serializeDictionary(inputs),
    signature: serializeDictionary(
      new Map([...signatures].map(([label, value]) => [label, [value, new Map()]])),
    ),
  };
}
