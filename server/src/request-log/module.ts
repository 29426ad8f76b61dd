import { setting, whole } from '../kernel/setting.ts';
import type { Module } from '../module.ts';
import { sweeps } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    'request-log': typeof requestLog;
  }
}

export const requestLog = {
  name: 'request-log',
  schema: 'cell',
  tables: { logged_request: 'mutable', request_log_head: 'mutable' },
  scopes: ['request_log:read'],
  tags: { 'Request log': 'What your programs asked, and what they were answered.' },
  ids: ['log'],
  settings: {
    requestLogPerSecond: setting(
      'FLORIN_REQUEST_LOG_PER_SECOND',
      whole(0, 10_000),
      '100',
      'How many requests a second each process keeps for the request log, and as many refused ones; the rest is counted. 0 keeps none.',
    ),
  },
  sweeps,
  load: () => import('./open.ts'),
} as const satisfies Module;
