import { fetchState, openStream, type SessionState, stateFrom } from './api.ts';

const ASK_EVERY_MS = 3_000;

/**
 * Follows the session until `stop` is called. It listens to the stream, and polls while the stream sends nothing: while the
 * browser reconnects, if the platform has too many listeners, or if a proxy holds the stream back.
 */
export function follow(onState: (state: SessionState) => void): { stop(): void } {
  let stopped = false;
  let streaming = false;
  let stream = listen();
  const timer = setInterval(() => void look(), ASK_EVERY_MS);

  function listen(): EventSource {
    const opened = openStream();
    opened.addEventListener('state', (event: MessageEvent<string>) => {
      streaming = true;
      onState(stateFrom(JSON.parse(event.data)));
    });
    opened.addEventListener('error', () => {
      streaming = false;
    });
    return opened;
  }

  async function look(): Promise<void> {
    if (streaming) return;
    // The browser does not reopen a stream that was refused.
    if (stream.readyState === EventSource.CLOSED) stream = listen();
    const state = await fetchState().catch(() => null);
    // The stream has sent a newer state meanwhile.
    if (state !== null && !streaming && !stopped) onState(state);
  }

  return {
    stop() {
      stopped = true;
      clearInterval(timer);
      stream.close();
    },
  };
}
