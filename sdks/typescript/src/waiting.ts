/** The time of one call: what ends it, and each of its tries. */
export interface Patience {
  elapsedMs(): number;
  /** Begins a try. It lasts as long as it may, and no longer than the call has left. */
  attempt(timeoutMs: number): Attempt;
  /** Waits. Throws the caller’s reason if the caller ends the call. */
  pause(ms: number): Promise<void>;
  /** Why the caller has ended the call. */
  reason(): unknown;
  end(): void;
}

export interface Attempt {
  readonly signal: AbortSignal;
  readonly ms: number;
  /** The promise, or a refusal once the try is over: a `fetch` of somebody’s own may not look at signals. */
  within<T>(promise: Promise<T>): Promise<T>;
  endedBy(): 'caller' | 'timeout' | null;
  end(): void;
}

/** @param totalMs how long the call may take. */
export function patience(caller: AbortSignal | undefined, totalMs: number): Patience {
  caller?.throwIfAborted();
  const began = performance.now();
  const elapsedMs = () => performance.now() - began;
  let wake: (() => void) | null = null;
  const onAbort = () => wake?.();
  caller?.addEventListener('abort', onAbort);
  return {
    elapsedMs,
    attempt(timeoutMs) {
      caller?.throwIfAborted();
      const ms = Math.max(1, Math.round(Math.min(timeoutMs, totalMs - elapsedMs())));
      const attempt = attemptFor(ms, () => caller?.aborted === true);
      wake = attempt.stop;
      return attempt;
    },
    pause: (ms) => pauseFor(ms, caller),
    reason: () => caller?.reason,
    end: () => caller?.removeEventListener('abort', onAbort),
  };
}

function attemptFor(ms: number, byCaller: () => boolean): Attempt & { stop(): void } {
  const controller = new AbortController();
  let timedOut = false;
  let refuse: ((reason: unknown) => void) | null = null;
  const stop = () => {
    controller.abort();
    refuse?.(controller.signal.reason);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, ms);
  return {
    signal: controller.signal,
    ms,
    stop,
    within: (promise) =>
      new Promise((resolve, reject) => {
        refuse = reject;
        if (controller.signal.aborted) reject(controller.signal.reason);
        promise.then(resolve, reject);
      }),
    endedBy: () => (byCaller() ? 'caller' : timedOut ? 'timeout' : null),
    end: () => clearTimeout(timer),
  };
}

/** Waits. Throws the signal’s reason if it is aborted. */
export async function pauseFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
  signal?.throwIfAborted();
}
