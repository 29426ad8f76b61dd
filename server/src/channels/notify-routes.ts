import { Type } from 'typebox';
import type { App } from '../http/index.ts';
import { Problem } from '../kernel/problem.ts';
import type { Channel } from './channel.ts';
import type { Inbox } from './inbox.ts';

const NotifyParams = Type.Object({ channel: Type.String(), account: Type.String() });

/** `POST /channels/{channel}/{account}/notify`: takes notifications, signed as their channel signs. */
export function notifyRoutes(app: App, channels: ReadonlyMap<string, Channel>, inbox: Inbox): void {
  void app.register(async (scope: App) => {
    // The signature covers the bytes as received, whatever content type they claim.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      '/channels/:channel/:account/notify',
      { config: { scope: 'none' }, schema: { params: NotifyParams, hide: true } },
      async (request, reply) => {
        const { channel, account } = request.params;
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const notification = channels.get(channel)?.parseNotification(request.headers, body) ?? null;
        if (notification === null || notification.account !== account)
          throw new Problem('notification_refused');
        await inbox.take(channel, notification, body);
        return reply.code(204).send();
      },
    );
  });
}
