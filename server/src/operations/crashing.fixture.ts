/**
 * Loaded before the real server (`--import`). It adds faults whose messages contain a secret: a handler throws one if a request
 * asks for it, and another is thrown where nobody catches it.
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
