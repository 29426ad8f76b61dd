import '../server/src/database/index.ts';
import { parseId, writeIdBytes } from '../server/src/kernel/ids.ts';

/** The events that a merchant's server received: types by number. */
export type Heard = Readonly<Record<string, readonly (readonly [seq: number, type: string])[]>>;

/** The merchants' server. It receives the webhooks of their accounts and remembers each event. */
export class Receiver {
  readonly #heard = new Map<string, Map<number, string>>();

  get heard(): Heard {
    return Object.fromEntries([...this.#heard].map(([account, events]) => [account, [...events]]));
  }

  get count(): number {
    return [...this.#heard.values()].reduce((sum, { size }) => sum + size, 0);
  }

  take(account: string, { id, type }: { id: string; type: string }): void {
    const events = this.#heard.get(account) ?? new Map<number, string>();
    this.#heard.set(account, events.set(seqOf(id), type));
  }
}

/** An event's id begins with its number in the account, in 48 bits. */
function seqOf(text: string): number {
  const id = parseId('evt', text);
  if (id === null) throw new Error(`${text} is not the id of an event`);
  const bytes = Buffer.alloc(16);
  writeIdBytes(id, bytes, 0);
  return bytes.readUIntBE(0, 6);
}
