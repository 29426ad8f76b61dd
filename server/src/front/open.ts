import type { Base, Opened } from '../module.ts';
import { languageOf, sendPage } from '../pages/index.ts';
import { readDocuments } from './documents.ts';
import { guideRoutes } from './guides.ts';
import { CSS, frontPage } from './home-page.ts';
import { words } from './words.ts';

/** `GET /`: the page that a person sees at the platform's address, and the guides that it links to. */
export function open({ app, publicUrl, shop }: Base): Opened {
  const shopUrl = shop?.url ?? null;
  guideRoutes(app, readDocuments(), publicUrl);
  app.get(
    '/',
    { config: { scope: 'none', limited: 'address' }, schema: { hide: true } },
    (request, reply) => {
      const { lang } = request.query as { lang?: unknown };
      const language = languageOf(lang, request.headers);
      return sendPage(reply, {
        ...{ language, title: words[language].title, css: CSS, path: '/' },
        main: frontPage({ language, publicUrl, shopUrl }),
      });
    },
  );
  return {};
}
