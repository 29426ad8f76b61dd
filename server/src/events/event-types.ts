import type { Prefix } from '../kernel/ids.ts';
import type { Said } from '../kernel/modules.ts';

/** All types of events. Each module says its own. */
export type EventType = TypesOf<Said<'eventTypes'>>;
type TypesOf<Objects> =
  Objects extends Readonly<Record<string, { readonly types: readonly (infer Type extends string)[] }>>
    ? Type
    : never;

/** What events are about, by the first word of their types. */
export type EventObjects = Readonly<Record<string, EventObject>>;

interface EventObject {
  /** The prefix of its ids. */
  readonly id: Prefix;
  /** The name of its schema in the API's document. The module that has the object defines it. */
  readonly schema: string;
  readonly types: readonly string[];
}

/** Returns what events of that type are about, or null if there is no such object. */
export function objectOf(objects: EventObjects, type: string): EventObject | null {
  const [noun = ''] = type.split('.');
  return Object.hasOwn(objects, noun) ? (objects[noun] ?? null) : null;
}

export function isEventType(objects: EventObjects, type: string): boolean {
  return objectOf(objects, type)?.types.includes(type) ?? false;
}
