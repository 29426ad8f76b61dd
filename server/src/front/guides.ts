import type { App } from '../http/index.ts';
import { type Document, llmsText } from './documents.ts';

/** The list of all guides. It is at `/docs` itself too. */
const LIST = '/docs/README.md';
/** It is generated from the catalogue of refusals. The HTTP toolkit serves it, because its answers link to it. */
const SERVED_ELSEWHERE = '/docs/errors.md';

const OPTIONS = { config: { scope: 'none', limited: 'address' }, schema: { hide: true } } as const;

/**
 * Serves each document at its address with `.md`, each guide at its name alone as plain text, which every browser shows, and
 * `/llms.txt`, which lists them. Each has its own route, which is created when the server starts. So no path from outside
 * reaches the file system.
 */
export function guideRoutes(app: App, documents: readonly Document[], publicUrl: string): void {
  const serve = (path: string, type: string, text: string) =>
    app.get(path, OPTIONS, async (_request, reply) => reply.type(`${type}; charset=utf-8`).send(text));
  for (const { path, text } of documents) {
    if (path === SERVED_ELSEWHERE) continue;
    serve(path, 'text/markdown', text);
    const [, name] = /^\/docs\/([^/]+)\.md$/.exec(path) ?? [];
    if (path === LIST) serve('/docs', 'text/plain', text);
    else if (name !== undefined) serve(`/docs/${name}`, 'text/plain', text);
  }
  serve('/llms.txt', 'text/plain', llmsText(documents, publicUrl));
}
