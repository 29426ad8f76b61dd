/**
 * Loaded before the real server (`--import`): faults that carry a secret. A handler throws one where a request asks for
 * it, and one is thrown where nobody catches.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('preHandler', async (request) => {
    const { 'x-crash': crash, authorization } = request.headers;
    if (crash === undefined) return;
    const error = new Error(
      `broken by ${authorization} at ${request.url} with ${JSON.stringify(request.body)}`,
    );
    Object.assign(error, { request: { headers: request.headers, body: request.body } });
    if (crash === 'process') setImmediate(() => Promise.reject(error));
    throw error;
  });
});
