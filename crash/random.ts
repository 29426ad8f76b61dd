import { createHash } from 'node:crypto';

/** Numbers that look random and depend only on a seed and a label. */
export class Random {
  #state: number;

  constructor(seed: number, label: string) {
    this.#state = createHash('sha256').update(`${seed} ${label}`).digest().readUInt32LE(0);
  }

  /** A number from 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in a range that includes both ends. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of the choices. Each is taken as often as its share says. */
  pick<Choice>(choices: readonly (readonly [share: number, choice: Choice])[]): Choice {
    const total = choices.reduce((sum, [share]) => sum + share, 0);
    let left = this.next() * total;
    for (const [share, choice] of choices) {
      left -= share;
      if (left < 0) return choice;
    }
    return (choices.at(-1) as readonly [number, Choice])[1];
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const left = [...items];
    const shuffled: Item[] = [];
    while (left.length > 0) shuffled.push(...left.splice(this.whole(0, left.length - 1), 1));
    return shuffled;
  }
}
