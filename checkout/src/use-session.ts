import { useCallback, useEffect, useState } from 'react';
import { type Card, cancel, fetchState, follow, pay, Refusal, type SessionState } from './api.ts';
import { isOver, stageOf } from './stage.ts';

export type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'unknown_link' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'session'; readonly state: SessionState };

export interface SessionActions {
  pay(card: Card): Promise<void>;
  cancel(): Promise<void>;
  reload(): Promise<void>;
}

/** The session as it stands, followed live, and what the payer can do with it. */
export function useSession(): {
  loaded: Loaded;
  actions: SessionActions;
  busy: boolean;
  refusal: string | null;
} {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  const show = useCallback((state: SessionState) => setLoaded({ kind: 'session', state }), []);

  const reload = useCallback(async () => {
    try {
      show(await fetchState());
    } catch (error) {
      const kind = error instanceof Refusal && error.code === 'not_found' ? 'unknown_link' : 'unreachable';
      setLoaded((before) => (before.kind === 'session' ? before : { kind }));
    }
  }, [show]);

  /** Does one thing at a time; after a refusal the session is looked at anew, for it may have moved on. */
  const attempt = useCallback(
    async (action: () => Promise<SessionState>) => {
      setBusy(true);
      setRefusal(null);
      try {
        show(await action());
      } catch (error) {
        setRefusal(error instanceof Refusal ? error.code : 'internal');
        await reload();
      } finally {
        setBusy(false);
      }
    },
    [show, reload],
  );

  useEffect(() => void reload(), [reload]);

  const listening = loaded.kind === 'session' && !isOver(stageOf(loaded.state));
  useEffect(() => {
    if (!listening) return;
    const following = follow(show);
    return () => following.stop();
  }, [listening, show]);

  return {
    loaded,
    busy,
    refusal,
    actions: { pay: (card) => attempt(() => payAndGo(card)), cancel: () => attempt(cancel), reload },
  };
}

/** Pays, and goes straight to where the payer has to be next; coming back unfinished, they find the way there again. */
async function payAndGo(card: Card): Promise<SessionState> {
  const state = await pay(card);
  const stage = stageOf(state);
  if (stage.kind === 'action' && stage.action.type === 'redirect') window.location.assign(stage.action.url);
  return state;
}
