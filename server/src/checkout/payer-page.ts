import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Type } from 'typebox';
import type { App } from '../http/index.ts';
import { Problem } from '../kernel/problem.ts';
import { LinkParams } from './schemas.ts';

const AssetParams = Type.Object({ file: Type.String() });

/** Stands in the built page where each answer puts a nonce of its own. */
const NONCE = '__NONCE__';

/** Everything comes from this server; styles that the page makes while it runs carry the answer's nonce. */
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

/** Serves the payer's page, which is built into `folder`, and its assets, whose names change with their contents. */
export async function payerPage(app: App, folder: string, checkLink: CheckLink): Promise<void> {
  const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
  await app.register(fastifyStatic, { root: join(folder, 'assets'), serve: false });

  app.get(
    '/checkout/assets/:file',
    { config: { scope: 'none' }, schema: { hide: true, params: AssetParams } },
    (request, reply) => {
      const { file } = request.params;
      // One folder, flat: a name that could lead out of it is the name of nothing.
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

/** A wrong link gets the page too, which says so to the person who followed it. */
function opens(checkLink: CheckLink, link: Parameters<CheckLink>[0]): boolean {
  try {
    checkLink(link);
    return true;
  } catch {
    return false;
  }
}
