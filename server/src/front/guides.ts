import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../http/index.ts';

const FOLDER = join(import.meta.dirname, '../../../docs');
/** The list of all guides. It is at `/docs` itself. */
const LIST = 'README';
/** It is generated from the catalogue of refusals. The HTTP toolkit serves it, because its answers link to it. */
const SERVED_ELSEWHERE = 'errors';

/**
 * Serves each guide of `docs/` at `/docs/` and its name, as Markdown text. Each has its own route, which is created when the
 * server starts. So no path from outside reaches the file system.
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
