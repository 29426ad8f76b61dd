import assert from 'node:assert/strict';
import type { Profiler } from 'node:inspector';
import { describe, it } from 'node:test';
import { timeByGroup } from './profile.ts';

describe('a profile', () => {
  const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
    id,
    callFrame: { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 },
    children,
  });

  it('counts native code for its caller, validators for themselves, and waiting for nobody', () => {
    const profile: Profiler.Profile = {
      nodes: [
        node(1, '(root)', '', [2, 3, 6]),
        node(2, '(idle)', ''),
        node(3, 'query', 'file:///clone/node_modules/pg/lib/client.js', [4, 5]),
        node(4, 'writev', ''),
        node(5, 'validate10', ''),
        node(6, 'decide', 'file:///clone/server/src/payments/commands.ts'),
      ],
      startTime: 0,
      endTime: 100,
      samples: [2, 3, 4, 5, 6],
      timeDeltas: [0, 50, 10, 20, 5, 15],
    };
    assert.deepEqual(timeByGroup(profile), [
      { what: 'idle: waiting for requests and for the database', share: 0.5 },
      { what: 'PostgreSQL client (pg)', share: 0.3 },
      { what: 'domain', share: 0.15 },
      { what: 'validation', share: 0.05 },
    ]);
  });
});
