import { type Item, type Parameters, serializeItem } from 'structured-headers';
import { SignatureFault } from './fault.ts';

const onRequest = [
  '@method',
  '@target-uri',
  '@authority',
  '@scheme',
  '@request-target',
  '@path',
  '@query',
  '@query-param',
] as const;
const derivedNames = [...onRequest, '@status'] as const;
export type DerivedName = (typeof derivedNames)[number];

/** How a field's values are written (RFC 9421 section 2.1): as they came, serialized anew, one member, or as bytes. */
export type FieldForm =
  | { readonly as: 'text' | 'structured' | 'bytes' }
  | { readonly as: 'member'; readonly key: string };

/** Something that a signature covers (RFC 9421 section 2). */
export type Component = {
  /** As it stands in the signature base: `"content-digest";req`. */
  readonly identifier: string;
  /** Whether it is of the request that the signed answer belongs to. */
  readonly ofRequest: boolean;
} & (
  | { readonly kind: 'derived'; readonly name: Exclude<DerivedName, '@query-param'> }
  | { readonly kind: 'derived'; readonly name: '@query-param'; readonly parameter: string }
  | {
      readonly kind: 'field';
      readonly name: string;
      readonly form: FieldForm;
      readonly fromTrailers: boolean;
    }
);

/** Which parameters a component may have, with the kind of their values. */
const FIELD_PARAMETERS = { sf: 'flag', key: 'text', bs: 'flag', req: 'flag', tr: 'flag' } as const;
const DERIVED_PARAMETERS = { req: 'flag' } as const;
const QUERY_PARAMETERS = { name: 'text', req: 'flag' } as const;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;

/**
 * Reads the components that a signature of such a message covers, in their order. Throws `SignatureFault` for one that is
 * unknown, comes twice, or cannot be in such a message.
 */
export function componentsOf(items: readonly Item[], target: 'request' | 'response'): Component[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const component = componentOf(item, target);
    const [name, parameters] = item;
    // The order of its parameters does not make it another component.
    const same = [name, ...[...parameters].map(([key, value]) => `${key}=${String(value)}`).sort()].join(';');
    if (seen.has(same)) throw new SignatureFault(`The component ${component.identifier} is covered twice.`);
    seen.add(same);
    return component;
  });
}

function componentOf(item: Item, target: 'request' | 'response'): Component {
  const [name, parameters] = item;
  if (typeof name !== 'string') throw new SignatureFault('A component’s name must be a text in quotes.');
  const identifier = serializeItem(item);
  const ofRequest = parameters.has('req');
  if (ofRequest && target === 'request')
    throw new SignatureFault(`${identifier}: \`req\` is for answers, this is a request.`);
  const about = { identifier, ofRequest };
  if (!name.startsWith('@')) {
    if (!TOKEN.test(name))
      throw new SignatureFault(`${identifier} is no name of a field. Write it in lower case.`);
    checkParameters(identifier, parameters, FIELD_PARAMETERS);
    return {
      ...about,
      kind: 'field',
      name,
      form: formOf(identifier, parameters),
      fromTrailers: parameters.has('tr'),
    };
  }
  const derived = derivedNames.find((each) => each === name);
  if (derived === undefined)
    throw new SignatureFault(`${identifier} is not known. Known are ${derivedNames.join(', ')}, and fields.`);
  if (derived === '@status' ? target === 'request' || ofRequest : target === 'response' && !ofRequest)
    throw new SignatureFault(
      target === 'request'
        ? `${identifier} is for answers, this is a request.`
        : `${identifier} does not fit an answer: @status has no \`req\`, and what is the request’s needs it.`,
    );
  if (derived !== '@query-param') {
    checkParameters(identifier, parameters, DERIVED_PARAMETERS);
    return { ...about, kind: 'derived', name: derived };
  }
  checkParameters(identifier, parameters, QUERY_PARAMETERS);
  const parameter = parameters.get('name');
  if (typeof parameter !== 'string') throw new SignatureFault(`${identifier} needs a \`name\`.`);
  return { ...about, kind: 'derived', name: derived, parameter };
}

function formOf(identifier: string, parameters: Parameters): FieldForm {
  const key = parameters.get('key') as string | undefined;
  if (parameters.has('bs')) {
    if (key !== undefined || parameters.has('sf'))
      throw new SignatureFault(`${identifier}: \`bs\` cannot be combined with \`sf\` or \`key\`.`);
    return { as: 'bytes' };
  }
  if (key !== undefined) return { as: 'member', key };
  return { as: parameters.has('sf') ? 'structured' : 'text' };
}

function checkParameters(
  identifier: string,
  parameters: Parameters,
  known: Readonly<Record<string, 'flag' | 'text'>>,
): void {
  for (const [parameter, value] of parameters) {
    const kind = Object.hasOwn(known, parameter) ? known[parameter] : undefined;
    if (kind === undefined)
      throw new SignatureFault(`${identifier}: the parameter ${parameter} is not known there.`);
    if (kind === 'flag' ? value !== true : typeof value !== 'string')
      throw new SignatureFault(
        `${identifier}: ${parameter} must be ${kind === 'flag' ? 'without a value' : 'a text in quotes'}.`,
      );
  }
}
