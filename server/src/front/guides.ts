import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../http/index.ts';

const FOLDER = join(import.meta.dirname, '../../../docs');
/** The list of all guides; it stands at `/docs` itself. */
const LIST = 'README';
/** Made from the catalogue of refusals, and served by the HTTP toolkit, whose answers point there. */
const SERVED_ELSEWHERE = 'errors';

/**
 * The guides of `docs/`, each at `/docs/` and its name, as the text it is written in. Every name is a route of its own, made
 * when the server starts: no path from outside reaches the file system.
 */
export function guideRoutes(app: App): void {
  const options = { config: { scope: 'none', limited: 'address' }, schema: { hide: true } } as const;
  for (const file of readdirSync(FOLDER)) {
    if (!file.endsWith('.md')) continue;
    const name = file.slice(0, -'.md'.length);
    if (name === SERVED_ELSEWHERE) continue;
    const text = readFileSync(join(FOLDER, file), 'utf8');
    app.get(name === LIST ? '/docs' : `/docs/${name}`, options, async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(text),
    );
  }
}
