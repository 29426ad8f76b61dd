/** The lines of a text that streams in, without their ends. It is opened when somebody reads. */
export async function* linesOf(
  open: (signal: AbortSignal) => Promise<Response>,
  caller: AbortSignal | undefined,
): AsyncGenerator<string, void, undefined> {
  const controller = new AbortController();
  const onAbort = () => controller.abort(caller?.reason);
  caller?.throwIfAborted();
  caller?.addEventListener('abort', onAbort);
  try {
    const response = await open(controller.signal);
    let begun = '';
    for await (const text of textsOf(response)) {
      const lines = (begun + text).split('\n');
      begun = lines.pop() ?? '';
      yield* lines;
    }
    if (begun !== '') yield begun;
  } finally {
    caller?.removeEventListener('abort', onAbort);
    controller.abort();
  }
}

/** The body as text, piece by piece. Not every browser can iterate over a stream. */
export async function* textsOf(response: Response): AsyncGenerator<string, void, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
