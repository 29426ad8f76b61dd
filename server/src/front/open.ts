import { randomBytes } from 'node:crypto';
import type { Base, Opened } from '../module.ts';
import { guideRoutes } from './guides.ts';
import { frontPage } from './home-page.ts';
import { languageOf } from './words.ts';

/** `GET /`: the page that a person sees at the platform's address, and the guides that it links to. */
export function open({ app, publicUrl, shop }: Base): Opened {
  const shopUrl = shop?.url ?? null;
  guideRoutes(app);
  app.get(
    '/',
    { config: { scope: 'none', limited: 'address' }, schema: { hide: true } },
    (request, reply) => {
      const { lang } = request.query as { lang?: unknown };
      const nonce = randomBytes(16).toString('base64');
      return reply
        .type('text/html; charset=utf-8')
        .headers({
          'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
          vary: 'accept-language',
        })
        .send(frontPage({ language: languageOf(lang, request.headers), publicUrl, shopUrl, nonce }));
    },
  );
  return {};
}
