import type { FastifyRequest } from 'fastify';

/** Whether a page of ours sent the request: by the public address, or by the name under which the browser asks, as one machine has several. */
export function isOwnOrigin({ headers, protocol }: FastifyRequest, publicUrl: string): boolean {
  const { origin, host } = headers;
  // A page that came without TLS may be anybody's, also under our own name.
  return origin === new URL(publicUrl).origin || (host !== undefined && origin === `${protocol}://${host}`);
}
