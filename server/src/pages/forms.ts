import type { FastifyRequest } from 'fastify';
import { type App, refuseCard, textOf } from '../http/index.ts';

const FORM_BYTES_MAX = 16_384;

/** Reads the bodies of HTML forms, which browsers send without a script. */
export function acceptForms(scope: App): void {
  scope.addContentTypeParser<Buffer>(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: FORM_BYTES_MAX },
    async (request: FastifyRequest, body: Buffer) => {
      const fields = [...new URLSearchParams(textOf(request, body))];
      // No form asks for a card, and what is typed into one may be kept.
      for (const [name, value] of fields) refuseCard(name, value);
      return Object.fromEntries(fields);
    },
  );
}

/** What was typed into a field of the form; empty where the field is not there. */
export function fieldOf(request: FastifyRequest, name: string): string {
  const value = (request.body as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}
