import { BackingOff } from './backing-off.ts';

/** Work that is done again and again, and never twice at once. Where it fails again and again, its turns come seldom. */
export class Repeating {
  readonly #work: () => Promise<unknown>;
  readonly #failed: (error: unknown) => void;
  readonly #backingOff: BackingOff;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #stopped = false;

  /**
   * @param everyMs from the end of a turn to the next.
   * @param failed is told of a turn that failed; the next one comes all the same.
   */
  constructor(everyMs: number, work: () => Promise<unknown>, failed: (error: unknown) => void) {
    this.#work = work;
    this.#failed = failed;
    this.#backingOff = new BackingOff(everyMs);
    this.#wait();
  }

  /** Begins no more turns, and waits for the one that runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #wait(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#turn();
    }, this.#backingOff.waitMs);
  }

  async #turn(): Promise<void> {
    try {
      await this.#work();
      this.#backingOff.succeeded();
    } catch (error) {
      this.#backingOff.failed();
      this.#failed(error);
    }
    this.#running = null;
    this.#wait();
  }
}
