import { fetchState, openStream, type SessionState, stateFrom } from './api.ts';

const ASK_EVERY_MS = 3_000;

/**
 * Follows the session until `stop` is called. It listens to the stream, and asks by itself for as long as the stream
 * tells nothing: while the browser connects again, where the platform has no room for another listener, and where a
 * proxy holds the stream back.
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
    // A refused stream is not opened again by the browser.
    if (stream.readyState === EventSource.CLOSED) stream = listen();
    const state = await fetchState().catch(() => null);
    // What the stream told meanwhile is newer.
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
