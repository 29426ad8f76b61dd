import {
  type Dictionary,
  type InnerList,
  type Item,
  isInnerList,
  parseDictionary,
  parseItem,
  serializeInnerList,
} from 'structured-headers';
import { type Component, componentsOf } from './components.ts';
import { type Field, valuesOf } from './message.ts';
import { dictionaryOf } from './structured.ts';

/** A list of components that was read before, by itself. */
interface KnownList {
  readonly label: string;
  readonly items: Item[];
}

/**
 * Lists by their text, up to the bracket at the end. A client covers the same components with every request, and reading and
 * writing them costs more than all else about the form of a signature.
 */
const known = new Map<string, KnownList>();
/** What is made of the items of a known list, once. */
const written = new WeakMap<readonly Item[], string>();
const requestComponents = new WeakMap<readonly Item[], readonly Component[]>();
const KNOWN_MAX = 1000;
/** A longer one is read each time, so that nobody fills the memory with them. */
const KNOWN_LENGTH_MAX = 512;

/** Reads `Signature-Input`. Throws `SignatureFault`. */
export function inputsOf(fields: readonly Field[]): Dictionary {
  const text = valuesOf(fields, 'signature-input').join(', ');
  const end = text.indexOf(')') + 1;
  const head = text.slice(0, end);
  const list = known.get(head);
  const parameters = list === undefined ? null : parametersIn(text.slice(end));
  if (list !== undefined && parameters !== null) return new Map([[list.label, [list.items, parameters]]]);
  const inputs = dictionaryOf(fields, 'signature-input');
  if (list === undefined && end > 0 && end <= KNOWN_LENGTH_MAX) remember(head);
  return inputs;
}

/** Reads what comes after the list; null where that is more than parameters. */
function parametersIn(text: string): InnerList[1] | null {
  if (text !== '' && !text.startsWith(';')) return null;
  try {
    return parseItem(`1${text}`)[1];
  } catch {
    return null;
  }
}

/** Keeps a list whose text is whole by itself: a bracket within a name in quotes ends none. */
function remember(head: string): void {
  try {
    const [[label, member] = [], ...others] = [...parseDictionary(head)];
    if (label === undefined || member === undefined || !isInnerList(member) || others.length > 0) return;
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(head, { label, items: member[0] });
    written.set(member[0], serializeInnerList([member[0], new Map()]));
  } catch {}
}

/** As `componentsOf`, for the components of a request, which are read once where their list is known. */
export function requestComponentsOf(items: readonly Item[]): readonly Component[] {
  const before = requestComponents.get(items);
  if (before !== undefined) return before;
  const components = componentsOf(items, 'request');
  requestComponents.set(items, components);
  return components;
}

/** The list with its parameters, as the last line of a signature base has it. */
export function serialized(covered: InnerList): string {
  const [items, parameters] = covered;
  const list = written.get(items);
  // Behind an empty list stand the parameters alone.
  return list === undefined
    ? serializeInnerList(covered)
    : list + serializeInnerList([[], parameters]).slice(2);
}
