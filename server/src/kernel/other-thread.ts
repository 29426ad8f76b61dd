import { parentPort, Worker } from 'node:worker_threads';

/** What the other thread says of an item: its result, or why there is none. */
type Said<Result> = { readonly result: Result } | { readonly error: string };

interface Batch<Item> {
  readonly number: number;
  readonly items: readonly Item[];
}

interface Answer<Result> {
  readonly number: number;
  readonly said: readonly Said<Result>[];
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** So many items have their answers together: with more, this thread would wait until the other has done all, and then go on alone. */
const BATCH_MAX = 8;

/**
 * Work that is done in a thread of its own, so that it keeps no request waiting. The items of one turn of the event loop go over
 * together: waking a thread for each costs more than many an item. The thread starts with the first item.
 */
export class OtherThread<Item, Result> {
  readonly #file: URL;
  #worker: Worker | null = null;
  #gathered: Waiting<Item, Result>[] = [];
  readonly #sent = new Map<number, Waiting<Item, Result>[]>();
  #batches = 0;

  /** @param file the module that calls `serve`. */
  constructor(file: URL) {
    this.#file = file;
  }

  /** Throws what the work throws, or the reason why the thread ended. Whatever an item has must be cloneable. */
  do(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#gathered.push({ item, resolve, reject }) === 1) setImmediate(() => this.#send());
    });
  }

  #send(): void {
    const gathered = this.#gathered;
    this.#gathered = [];
    try {
      this.#post(gathered);
    } catch (error) {
      // No thread can be started, or an item cannot be cloned.
      for (const { reject } of gathered) reject(error as Error);
      if (this.#sent.size === 0) this.#worker?.unref();
    }
  }

  #post(gathered: Waiting<Item, Result>[]): void {
    this.#worker ??= this.#start();
    // What is under way keeps the process, and a thread that waits does not.
    this.#worker.ref();
    for (let from = 0; from < gathered.length; from += BATCH_MAX) {
      const batch = gathered.slice(from, from + BATCH_MAX);
      const number = this.#batches++;
      this.#worker.postMessage({ number, items: batch.map(({ item }) => item) } satisfies Batch<Item>);
      this.#sent.set(number, batch);
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#file);
    worker.on('message', ({ number, said }: Answer<Result>) => {
      const batch = this.#sent.get(number) ?? [];
      this.#sent.delete(number);
      if (this.#sent.size === 0) worker.unref();
      for (const [at, { resolve, reject }] of batch.entries()) {
        const each = said[at] ?? { error: 'no answer' };
        if ('result' in each) resolve(each.result);
        else reject(new Error(each.error));
      }
    });
    const end = (reason: Error): void => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      for (const { reject } of [...this.#sent.values()].flat()) reject(reason);
      this.#sent.clear();
    };
    worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => end(new Error(`The thread ended with ${code}.`)));
    return worker;
  }
}

/** In the other thread: does what is sent, item by item, and answers a batch when all of it is done. */
export function serve<Item, Result>(work: (item: Item) => Result | Promise<Result>): void {
  const one = async (item: Item): Promise<Said<Result>> => {
    try {
      return { result: await work(item) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  parentPort?.on('message', ({ number, items }: Batch<Item>) => {
    void Promise.all(items.map(one)).then((said) =>
      parentPort?.postMessage({ number, said } satisfies Answer<Result>),
    );
  });
}
