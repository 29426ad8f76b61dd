import {
  type InnerList,
  isInnerList,
  parseDictionary,
  parseItem,
  parseList,
  serializeDictionary,
  serializeInnerList,
  serializeItem,
  serializeList,
} from 'structured-headers';
import type { Component, FieldForm } from './components.ts';
import { serialized } from './covered.ts';
import { SignatureFault } from './fault.ts';
import { authorityOf, type Field, type Message, type Request, valuesOf } from './message.ts';
import { parsing } from './structured.ts';

/** The structured fields (RFC 9651) of which we know what they are. */
const STRUCTURED: Readonly<Record<string, 'item' | 'list' | 'dictionary'>> = {
  'accept-signature': 'dictionary',
  'cache-status': 'list',
  'client-cert': 'item',
  'client-cert-chain': 'list',
  'content-digest': 'dictionary',
  'idempotency-key': 'item',
  priority: 'dictionary',
  'proxy-status': 'list',
  'repr-digest': 'dictionary',
  signature: 'dictionary',
  'signature-input': 'dictionary',
  'want-content-digest': 'dictionary',
};

/** A line of the signature base. */
export interface BaseLine {
  readonly component: Component;
  readonly value: string;
}

/** The lines of the components that a signature covers. Throws `SignatureFault` for one that the message does not have. */
export function linesOf(message: Message, components: readonly Component[]): BaseLine[] {
  return components.map((component) => {
    const value = componentValue(message, component);
    // A line break would begin another line; a component's value never has one.
    if (!/^[\x20-\x7e\t]*$/.test(value))
      throw new SignatureFault(
        `${component.identifier} has characters that are not ASCII. Sign it with \`bs\`.`,
      );
    return { component, value };
  });
}

/**
 * The signature base (RFC 9421 section 2.5): what is signed.
 * @param covered the components and parameters, in the order in which they came.
 */
export function signatureBase(lines: readonly BaseLine[], covered: InnerList): string {
  const body = lines.map(({ component, value }) => `${component.identifier}: ${value}\n`).join('');
  return `${body}"@signature-params": ${serialized(covered)}`;
}

function componentValue(message: Message, component: Component): string {
  // That a component fits the message was checked when it was read.
  const source = component.ofRequest && message.kind === 'response' ? message.request : message;
  if (component.kind === 'field') {
    const { name, form, fromTrailers, identifier } = component;
    return fieldOf(identifier, fromTrailers ? (source.trailers ?? []) : source.fields, name, form);
  }
  if (source.kind === 'response') return String(source.status);
  switch (component.name) {
    case '@method':
      return source.method;
    case '@target-uri':
      return `${source.scheme}://${authorityOf(source)}${source.target}`;
    case '@authority':
      return authorityOf(source);
    case '@scheme':
      return source.scheme;
    case '@request-target':
      return source.target;
    case '@path':
      return (source.target.split('?')[0] as string) || '/';
    case '@query':
      return queryOf(source) || '?';
    case '@query-param':
      return parameterOf(source, component.parameter, component.identifier);
    case '@status':
      throw new SignatureFault('@status is for answers.');
  }
}

/** The query with its question mark, or an empty text. */
function queryOf({ target }: Request): string {
  const mark = target.indexOf('?');
  return mark === -1 ? '' : target.slice(mark);
}

/** The value of one parameter of the query, encoded as the standard says (RFC 9421 section 2.2.8). */
function parameterOf(request: Request, name: string, identifier: string): string {
  const values = [...new URLSearchParams(queryOf(request))].filter(([each]) => encoded(each) === name);
  if (values.length !== 1)
    throw new SignatureFault(
      values.length === 0
        ? `${identifier} is not in the query.`
        : `${identifier} is in the query more than once. Sign "@query" instead.`,
    );
  return encoded((values[0] as [string, string])[1]);
}

/** Percent-encoded as forms are (URL standard, section 5.2), but for the space. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function fieldOf(identifier: string, fields: readonly Field[], name: string, form: FieldForm): string {
  const values = valuesOf(fields, name);
  if (values.length === 0)
    throw new SignatureFault(`${identifier} is covered, but the message has no such field.`);
  const value = values.join(', ');
  switch (form.as) {
    case 'text':
      return value;
    case 'bytes':
      // Node reads each byte of a field as one character.
      return serializeList(values.map((each) => [new Uint8Array(Buffer.from(each, 'latin1')), new Map()]));
    case 'structured':
      return reserialized(identifier, name, value);
    case 'member':
      return memberOf(identifier, value, form.key);
  }
}

function reserialized(identifier: string, name: string, value: string): string {
  const type = Object.hasOwn(STRUCTURED, name) ? STRUCTURED[name] : undefined;
  if (type === undefined)
    throw new SignatureFault(`${identifier}: it is not known which kind of structured field that is.`);
  return parsing(identifier, () => {
    switch (type) {
      case 'item':
        return serializeItem(parseItem(value));
      case 'list':
        return serializeList(parseList(value));
      case 'dictionary':
        return serializeDictionary(parseDictionary(value));
    }
  });
}

function memberOf(identifier: string, value: string, key: string): string {
  const member = parsing(identifier, () => parseDictionary(value)).get(key);
  if (member === undefined) throw new SignatureFault(`${identifier}: the field has no such member.`);
  return isInnerList(member) ? serializeInnerList(member) : serializeItem(member);
}
