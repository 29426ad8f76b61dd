import type { FastifyReply, FastifyRequest } from 'fastify';
import { type App, textOf } from '../http/index.ts';
import type { Engine } from './engine.ts';

/** Where the provider answers, by method. Fastify matches them with regard to case. */
const GET = [
  '/oauth/authorize',
  '/oauth/authorize/:uid',
  '/oauth/userinfo',
  '/oauth/device',
  '/oauth/device/:uid',
  '/oauth/logout',
  '/oauth/logout/success',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/.well-known/jwks.json',
] as const;
const POST = [
  '/oauth/par',
  '/oauth/token',
  '/oauth/introspect',
  '/oauth/revoke',
  '/oauth/userinfo',
  '/oauth/device',
  '/oauth/device_authorization',
  '/oauth/logout/confirm',
] as const;

/** What may also be posted (OpenID Connect Core, section 3.1.2.1; RP-Initiated Logout, section 2). */
const POSTED_TOO = ['/oauth/authorize', '/oauth/logout'] as const;
/** It becomes an address, for which Node takes 16 KB with all other headers. */
const POSTED_BYTES_MAX = 8192;

const OPTIONS = { config: { scope: 'none', limited: 'address' }, schema: { hide: true } } as const;

/**
 * Some of the provider's pages send themselves on by a script, whose hash it adds here. It leads people to the addresses of apps,
 * so there is no limit on where its forms lead.
 */
const POLICY = "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Documents that every client keeps for a while; the keys that sign have been in them for longer before they sign. */
const KEPT = new Set([
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/.well-known/jwks.json',
]);

/** Gives the provider's addresses to it, untouched: it reads bodies and answers by itself, also with refusals (RFC 6749 section 5.2). */
export function mountProvider(app: App, engine: Engine): void {
  void app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      // What cannot be built is refused as everything else is.
      await engine.provider();
      reply.hijack();
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value);
      raw.setHeader('content-security-policy', POLICY);
      if (KEPT.has(request.routeOptions.url ?? '')) raw.setHeader('cache-control', 'public, max-age=300');
      await engine.handle(request.raw, raw);
    };
    for (const path of GET) scope.get(path, OPTIONS, answer);
    for (const path of POST) scope.post(path, OPTIONS, answer);
  });
  void app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: POSTED_BYTES_MAX },
      async (request: FastifyRequest, body: Buffer) => textOf(request, body),
    );
    // Browsers send no cookies of ours along with the form of an app, so it is asked again as they send them.
    for (const path of POSTED_TOO)
      scope.post(path, OPTIONS, async ({ body }, reply) =>
        reply.redirect(`${path}?${new URLSearchParams(body as string)}`, 303),
      );
  });
}
