import { Agent, fetch as undiciFetch } from 'undici';
import { dialer } from '../events/index.ts';
import type { App } from '../http/index.ts';
import { Sessions } from '../identity/index.ts';
import type { Base, Opened } from '../module.ts';
import { acceptForms } from '../pages/index.ts';
import { Clients } from './clients.ts';
import { Engine } from './engine.ts';
import { mountProvider } from './mount.ts';
import { accountAppsPages } from './pages/account-apps.ts';
import { interactionPages } from './pages/interaction.ts';
import { tellOfSignOuts } from './sign-outs.ts';
import { StateStore } from './state.ts';

/** How long an app's own server may take to answer: with its keys, or that it knows of a sign-out. */
const FETCH_MS = 5000;

/** Opens the OAuth 2.0 and OpenID Connect provider. */
export function open(base: Base): Opened {
  const { app, home, keys, clock, settings } = base;
  const agent = new Agent({
    connect: dialer({ allowPrivate: settings.webhookPrivate, timeoutMs: FETCH_MS }),
  });
  const guarded = (input: string | URL, init: object) =>
    undiciFetch(input, {
      ...init,
      ...{ dispatcher: agent, redirect: 'error', signal: AbortSignal.timeout(FETCH_MS) },
    });
  const store = new StateStore(home, keys);
  const sessions = new Sessions(home, clock);
  const engine = new Engine(
    {
      ...{ ...base, store, sessions, clients: new Clients(home, keys, clock, settings) },
      fetch: guarded as unknown as typeof fetch,
    },
    base.seldom,
  );
  mountProvider(app, engine);
  const signOuts = tellOfSignOuts(app, engine, base.seldom);
  void app.register(async (scope: App) => {
    acceptForms(scope);
    const context = { ...base, store, sessions, engine };
    interactionPages(scope, context);
    accountAppsPages(scope, context);
  });
  return {
    async stop() {
      await signOuts.stop();
      await engine.stop();
      await agent.close();
    },
  };
}
