/** Finds where a server's time goes, from V8's profile. */

import { request } from 'node:http';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';

export interface Share {
  readonly what: string;
  /** The share of the whole, from 0 to 1. */
  readonly share: number;
}

/** The socket of an observed server (observed-server.ts). */
export const observedSocket = (dataFolder: string): string => join(dataFolder, 'bench.socket');

/** Asks an observed server a question. */
export function askObserved<Answer>(socketPath: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(JSON.parse(body) as Answer);
        else reject(new Error(body));
      });
    })
      .on('error', reject)
      .end();
  });
}

const IDLE = 'idle: waiting for requests and for the database';

/** The first pattern that matches a function's address says what its time was spent on. */
const GROUPS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\/node_modules\/(pg|pg-[a-z]+|postgres-[a-z]+)\//, 'PostgreSQL client (pg)'],
  [/\/node_modules\/(canonicalize)\//, 'fingerprint: canonical JSON'],
  [/\/node_modules\/(typeid-js|uuid)\/|\/server\/src\/kernel\/ids\.ts/, 'ids'],
  [/\/node_modules\/(ajv|fast-uri|@fastify\/ajv-compiler|typebox)\//, 'validation'],
  [/\/node_modules\/(fast-json-stringify|secure-json-parse)\//, 'JSON'],
  [
    /\/node_modules\/(fastify|find-my-way|@fastify|avvio|reusify|fastq|process-warning)\//,
    'HTTP routing and hooks (fastify)',
  ],
  [/\/node_modules\/(pino|sonic-boom|thread-stream)\//, 'logging'],
  [/\/node_modules\//, 'other packages'],
  [/^node:internal\/crypto|\/server\/src\/vault\//, 'cryptography'],
  [/^node:_http|^node:internal\/http/, 'HTTP parsing and answers (node)'],
  [
    /^node:(net|stream|internal\/streams?|internal\/stream_base_commons|internal\/js_stream)/,
    'sockets and streams (node)',
  ],
  [
    /^node:(internal\/timers|timers|internal\/process|internal\/async_hooks|async_hooks|diagnostics_channel|events|buffer|internal\/buffer)/,
    'timers, promises, events and buffers (node)',
  ],
  [/^node:/, 'other of node'],
  [/\/server\/src\/database\/columns\.ts/, 'columns of a round: encoding'],
  [/\/server\/src\/database\//, 'commit queue'],
  [/\/server\/src\/http\//, 'authentication, idempotency, problems'],
  [/\/server\/src\/(payments|ledger|events|risk|channels|identity|checkout|settlement)\//, 'domain'],
  [/\/server\/src\//, 'the rest of Florin'],
];

/**
 * Adds up the own time of each group of functions. A function without an address (native code, or code that was compiled at
 * run time) counts for its caller. Validators are such code, but they are counted separately.
 */
export function timeByGroup(profile: Profiler.Profile): Share[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((id) => [id, node.id] as const)),
  );
  const groups = new Map<number, string>();
  const groupOf = (id: number | undefined): string => {
    const node = id === undefined ? undefined : nodes.get(id);
    if (id === undefined || node === undefined) return 'native code and the system';
    const known = groups.get(id);
    if (known !== undefined) return known;
    const group = ownGroup(node) ?? groupOf(parents.get(id));
    groups.set(id, group);
    return group;
  };
  const micros = new Map<string, number>();
  let whole = 0;
  for (const [index, id] of (profile.samples ?? []).entries()) {
    // A delta is the time since the previous sample. So a sample counts for the time until the next one.
    const delta = Math.max(0, profile.timeDeltas?.[index + 1] ?? 0);
    const group = groupOf(id);
    micros.set(group, (micros.get(group) ?? 0) + delta);
    whole += delta;
  }
  return sharesOf(micros, whole);
}

function ownGroup({ callFrame: { functionName, url } }: Profiler.ProfileNode): string | undefined {
  if (functionName === '(idle)') return IDLE;
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (functionName === '(program)' || functionName === '(root)') return 'native code and the system';
  if (url === '') return /^validate\d+$/.test(functionName) ? 'validation' : undefined;
  if (url.includes('/bench/')) return 'the measurement itself';
  const address = url.replace('file://', '');
  if (functionName === 'parseJson' || functionName === 'stringify') return 'JSON';
  return GROUPS.find(([pattern]) => pattern.test(address))?.[1];
}

/** The largest first. */
export function sharesOf(amounts: ReadonlyMap<string, number>, whole: number): Share[] {
  return [...amounts]
    .map(([what, amount]) => ({ what, share: whole === 0 ? 0 : amount / whole }))
    .sort((a, b) => b.share - a.share);
}
