import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import type { Problem } from '../../kernel/problem.ts';
import { link, show, wordsFor } from './parts.ts';
import type { Visit } from './visit.ts';
import { fill, type Words } from './words.ts';

/** Tells a person that a request was refused. */
export function refusalPage(visit: Visit, problem: Problem, status: number): FastifyReply {
  const words = wordsFor(visit);
  const { retryAfter } = problem.extras;
  if (retryAfter !== undefined) visit.reply.header('retry-after', Math.ceil(retryAfter));
  const [title, text] = textsOf(words, status, retryAfter ?? 1);
  return show(visit, {
    ...{ title, status, path: visit.onTheWay('/login') },
    main: [html`<p>${text}</p>`, html`<p>!${link(visit, visit.onTheWay('/login'), words.back)}</p>`],
  });
}

function textsOf(words: Words, status: number, seconds: number): [title: string, text: string] {
  if (status === 404) return [words.missing_title, words.missing_text];
  if (status === 429) return [words.often_title, fill(words.often_text, { wait: waitOf(words, seconds) })];
  if (status === 503) return [words.busy_title, words.busy_text];
  return [words.foreign_title, words.foreign_text];
}

function waitOf(words: Words, seconds: number): string {
  return seconds > 90
    ? fill(words.wait_minutes, { count: Math.ceil(seconds / 60) })
    : fill(words.wait_seconds, { count: Math.ceil(seconds) });
}
