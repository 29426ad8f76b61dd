import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '../kernel/ids.ts';
import { type Catalogue, Problem } from '../kernel/problem.ts';
import { problemJson } from './problems.ts';

/** Answers input that is not a valid or complete HTTP request. Fastify never sees it, so there is no reply object. */
export function answerBrokenRequest(problems: Catalogue, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOfParser(error);
  const requestId = newId('req');
  const body = problemJson(problems, problem, requestId);
  const { status } = problems[problem.code];
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
      `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Request-Id: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function problemOfParser({ code }: NodeJS.ErrnoException): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request_timeout');
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('headers_too_large');
    default:
      return new Problem('invalid_request', 'This is not an HTTP/1.1 request.');
  }
}
