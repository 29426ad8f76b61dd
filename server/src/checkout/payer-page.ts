import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Type } from 'typebox';
import type { App } from '../http/index.ts';
import { Problem } from '../kernel/problem.ts';
import { LinkParams } from './schemas.ts';

const AssetParams = Type.Object({ file: Type.String() });

/** The placeholder in the built page that each answer replaces with its own nonce. */
const NONCE = '__NONCE__';

/** The page loads everything from this server. Styles that it creates while running carry the nonce of the answer. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

type CheckLink = (link: { account: string; session: string; secret: string }) => void;

/** Serves the payer's page, which is built into `folder`, and its assets. The name of an asset changes with its content. */
export async function payerPage(app: App, folder: string, checkLink: CheckLink): Promise<void> {
  const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
  await app.register(fastifyStatic, { root: join(folder, 'assets'), serve: false });

  app.get(
    '/checkout/assets/:file',
    { config: { scope: 'none' }, schema: { hide: true, params: AssetParams } },
    (request, reply) => {
      const { file } = request.params;
      // All assets are in one folder. A name that could lead out of it does not match any of them.
      if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(file)) throw new Problem('address_unknown');
      return reply.sendFile(file, { immutable: true, maxAge: '1y', cacheControl: true });
    },
  );

  app.get(
    '/checkout/:account/:session/:secret',
    { config: { scope: 'none', limited: 'address' }, schema: { hide: true, params: LinkParams } },
    (request, reply) => {
      if (html === null) throw new Problem('internal', 'The payer’s page has not been built.');
      const nonce = randomBytes(16).toString('base64');
      return reply
        .code(opens(checkLink, request.params) ? 200 : 404)
        .type('text/html; charset=utf-8')
        .header('content-security-policy', policy(nonce))
        .send(html.replaceAll(NONCE, nonce));
    },
  );
}

/** A wrong link gets the page too, so that the page can tell the person that the link is wrong. */
function opens(checkLink: CheckLink, link: Parameters<CheckLink>[0]): boolean {
  try {
    checkLink(link);
    return true;
  } catch {
    return false;
  }
}
