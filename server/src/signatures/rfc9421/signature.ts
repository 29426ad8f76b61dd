import type { BareItem, InnerList } from 'structured-headers';
import { type Component, componentsOf } from './components.ts';
import { inputsOf, requestComponentsOf } from './covered.ts';
import { SignatureFault } from './fault.ts';
import type { Message } from './message.ts';
import { dictionaryOf } from './structured.ts';

/** What is said of a signature beside what it covers (RFC 9421 section 2.3). Times are in seconds since the epoch. */
export interface SignatureParameters {
  readonly created?: number;
  readonly expires?: number;
  readonly nonce?: string;
  readonly alg?: string;
  readonly keyid?: string;
  readonly tag?: string;
}

/** A signature of a message, as it came. */
export interface Signature {
  readonly label: string;
  /** The components with the parameters, in the order in which they came. */
  readonly covered: InnerList;
  readonly components: readonly Component[];
  readonly parameters: SignatureParameters;
  readonly value: Buffer;
}

const KINDS: Readonly<Record<keyof SignatureParameters, 'seconds' | 'text'>> = {
  created: 'seconds',
  expires: 'seconds',
  nonce: 'text',
  alg: 'text',
  keyid: 'text',
  tag: 'text',
};
/** More than anybody needs; each costs a verification. */
const SIGNATURES_MAX = 4;
const COMPONENTS_MAX = 50;

/** Reads the signatures of a message from `Signature-Input` and `Signature` (RFC 9421 section 4). Throws `SignatureFault`. */
export function signaturesOf(message: Message): Signature[] {
  const inputs = inputsOf(message.fields);
  const values = dictionaryOf(message.fields, 'signature');
  for (const label of values.keys())
    if (!inputs.has(label)) throw new SignatureFault(`Signature has ${label}, and Signature-Input has not.`);
  if (inputs.size > SIGNATURES_MAX)
    throw new SignatureFault(`There are more than ${SIGNATURES_MAX} signatures.`);
  return [...inputs].map(([label, member]) => {
    const value = values.get(label)?.[0];
    if (value === undefined) throw new SignatureFault(`Signature-Input has ${label}, and Signature has not.`);
    if (!(value instanceof ArrayBuffer))
      throw new SignatureFault(`The signature ${label} must be bytes: base64 between colons.`);
    const covered = coveredBy(label, member);
    return {
      label,
      covered,
      components:
        message.kind === 'request' ? requestComponentsOf(covered[0]) : componentsOf(covered[0], 'response'),
      parameters: parametersOf(label, covered[1]),
      value: Buffer.from(value),
    };
  });
}

/** A member of `Signature-Input` or `Accept-Signature`: a list with parameters. Throws `SignatureFault`. */
export function coveredBy(label: string, member: readonly [unknown, unknown]): InnerList {
  if (!Array.isArray(member[0]))
    throw new SignatureFault(`${label} must be a list of components in brackets: ${label}=("@method" …).`);
  if (member[0].length > COMPONENTS_MAX)
    throw new SignatureFault(`${label} covers more than ${COMPONENTS_MAX} components.`);
  return member as unknown as InnerList;
}

function parametersOf(label: string, parameters: ReadonlyMap<string, BareItem>): SignatureParameters {
  const read: Record<string, number | string> = {};
  for (const [name, value] of parameters) {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof SignatureParameters] : undefined;
    if (kind === undefined)
      throw new SignatureFault(
        `${label}: the parameter ${name} is not known. Known are ${Object.keys(KINDS).join(', ')}.`,
      );
    const fits =
      kind === 'text' ? typeof value === 'string' : Number.isSafeInteger(value) && (value as number) >= 0;
    if (!fits)
      throw new SignatureFault(
        `${label}: ${name} must be ${kind === 'text' ? 'a text in quotes' : 'whole seconds since 1970'}.`,
      );
    read[name] = value as number | string;
  }
  return read;
}
