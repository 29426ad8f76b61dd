import { useCallback, useEffect, useState } from 'react';
import {
  type Card,
  cancel,
  fetchState,
  giveUp,
  type MethodType,
  pay,
  Refusal,
  type SessionState,
} from './api.ts';
import { payByCard } from './encrypted-card.ts';
import { follow } from './follow.ts';
import { sandboxPageInLanguage } from './languages/index.ts';
import { isOver, stageOf } from './stage.ts';

export type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'unknown_link' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'session'; readonly state: SessionState };

export interface SessionActions {
  payByCard(card: Card): Promise<void>;
  pay(type: Exclude<MethodType, 'card'>): Promise<void>;
  giveUp(): Promise<void>;
  cancel(): Promise<void>;
  reload(): Promise<void>;
}

/** The current state of the session, followed live, and what the payer can do with it. */
export function useSession(): {
  loaded: Loaded;
  actions: SessionActions;
  busy: boolean;
  refusal: string | null;
} {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [done, setDone] = useState(0);

  const show = useCallback((state: SessionState) => setLoaded({ kind: 'session', state }), []);

  const reload = useCallback(async () => {
    try {
      show(await fetchState());
    } catch (error) {
      const kind = error instanceof Refusal && error.code === 'not_found' ? 'unknown_link' : 'unreachable';
      setLoaded((before) => (before.kind === 'session' ? before : { kind }));
    }
  }, [show]);

  /** Does one thing at a time. After a refusal it reads the session again, because it may have changed. */
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
        setDone((count) => count + 1);
      }
    },
    [show, reload],
  );

  useEffect(() => void reload(), [reload]);

  const environment = loaded.kind === 'session' ? loaded.state.environment : 'live';
  const listening = loaded.kind === 'session' && !isOver(stageOf(loaded.state));
  // Follows the session again after each action, because the stream may already have sent a newer state than the answer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `done` is there to begin again
  useEffect(() => {
    if (!listening) return;
    const following = follow(show);
    return () => following.stop();
  }, [listening, show, done]);

  return {
    loaded,
    busy,
    refusal,
    actions: {
      payByCard: (card) => attempt(async () => goOn(await payByCard(card, environment))),
      pay: (type) => attempt(async () => goOn(await pay({ type }))),
      giveUp: () => attempt(giveUp),
      cancel: () => attempt(cancel),
      reload,
    },
  };
}

/** Sends the payer directly to their bank if needed. If they come back early, the page shows the way there again. */
function goOn(state: SessionState): SessionState {
  const stage = stageOf(state);
  if (stage.kind === 'action' && stage.action.type === 'redirect')
    window.location.assign(sandboxPageInLanguage(stage.action.url));
  return state;
}
