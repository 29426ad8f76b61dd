import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { App } from '../http/index.ts';
import type { Log } from '../kernel/seldom.ts';
import type { Engine } from './engine.ts';

interface Told {
  readonly backchannelLogoutUri?: string;
  backchannelLogout(person: string, sid: string | undefined): Promise<void>;
}

/**
 * Whoever signs out of Florin is signed out of the apps too that they use with this browser: those that want to know are told
 * (OpenID Connect Back-Channel Logout). The person does not wait for it, and an app that cannot be reached is told of in the log.
 */
export function tellOfSignOuts(app: App, engine: Engine, log: Log): { stop(): Promise<void> } {
  const telling = new Set<Promise<void>>();
  app.addHook('onResponse', (request, reply, done) => {
    if (request.signedOut) {
      const told = tell(request, reply).catch((error) =>
        log.warn({ err: error }, 'an app could not be told that a person has signed out'),
      );
      telling.add(told);
      void told.finally(() => telling.delete(told));
    }
    done();
  });

  async function tell({ raw: req }: FastifyRequest, { raw: res }: FastifyReply): Promise<void> {
    const provider = await engine.provider();
    const session = await provider.Session.get({ req, res } as never);
    const { accountId: person, authorizations = {} } = session;
    if (person === undefined) return;
    const apps = Object.keys(authorizations);
    await session.destroy();
    const answers = await Promise.allSettled(
      apps.map((id) => tellApp(provider, id, person, session.sidFor(id))),
    );
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  return {
    async stop() {
      await Promise.all(telling);
    },
  };
}

async function tellApp(
  provider: Provider,
  id: string,
  person: string,
  sid: string | undefined,
): Promise<void> {
  const client = (await provider.Client.find(id)) as Told | undefined;
  if (client?.backchannelLogoutUri !== undefined) await client.backchannelLogout(person, sid);
}
