import type { FastifyRequest } from 'fastify';

/** Whether a page of ours sent the request: by the public address, or by the name under which the browser asks, as one machine has several. */
export function isOwnOrigin({ headers }: FastifyRequest, publicUrl: string): boolean {
  const { origin = '', host } = headers;
  return origin === new URL(publicUrl).origin || (host !== undefined && URL.parse(origin)?.host === host);
}
