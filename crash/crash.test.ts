import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';

it('a short kill test finds no payment charged twice or lost', async () => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'crash.ts'), '--seed', '1', '--rounds', '6'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [[code], output, trouble] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  assert.equal(code, 0, output + trouble);
  assert.match(output, /\ncrash: seed 1, 6 kills, [0-9,]+ answers, 0 differences\n$/);
});
