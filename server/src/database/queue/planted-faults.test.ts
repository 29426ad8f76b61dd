import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';

const root = resolve(import.meta.dirname, '../../../..');
const QUEUE = 'server/src/database/queue';

interface Fault {
  readonly what: string;
  readonly file: string;
  readonly line: string;
  readonly becomes: string;
  /** Another line of the file, and what it becomes. */
  readonly and?: readonly [string, string];
  /** What the simulation must report. */
  readonly says: RegExp;
}

/** Each of these faults could be made by changing a line or two. */
const faults: readonly Fault[] = [
  {
    what: 'a round is replayed without a fence',
    file: 'commit-queue.ts',
    line: 'void this.#options.fences.fateOf(this.#options.lane.id, ran.n).then(',
    becomes: "void Promise.resolve('never' as 'never' | 'committed').then(",
    says: /took effect 2 times/,
  },
  {
    what: 'the fate of a round is only looked up, and no fence is set',
    file: 'fences.ts',
    line: "'insert into round (lane, n, fence) values ($1, $2, true) on conflict do nothing',",
    becomes: "'select from round where lane = $1 and n = $2',",
    and: [
      "return rows[0].fence ? 'never' : 'committed';",
      "return rows.length === 0 ? 'never' : 'committed';",
    ],
    says: /took effect 2 times/,
  },
  {
    what: 'a round is answered before its commit is',
    file: 'commit-queue.ts',
    line: 'const wrote = await writing;',
    becomes: 'this.#answer(batch, decisions.answers); const wrote = await writing;',
    says: /did not take effect|took effect/,
  },
  {
    what: 'a lost round counts as committed',
    file: 'commit-queue.ts',
    line: "if (fate === 'committed') this.#answer(batch, ran.answers);",
    becomes: 'if (fate !== null) this.#answer(batch, ran.answers);',
    says: /did not take effect/,
  },
  {
    what: 'an attempt is written after its caller heard that it was not',
    file: 'callers.ts',
    line: 'entry.abandoned = !mayBeWritten;',
    becomes: 'entry.abandoned = false;',
    says: /\(attempt, answered .*took effect/,
  },
  {
    what: 'the caller of an outcome has no deadline',
    file: 'commit-queue.ts',
    line: 'deadline: clock.monotonic() + (attempt ? patienceMs : outcomePatienceMs),',
    becomes: 'deadline: attempt ? clock.monotonic() + patienceMs : Infinity + outcomePatienceMs,',
    says: /was answered after|have no answer/,
  },
  {
    what: 'an outcome is dropped with its caller',
    file: 'backlog.ts',
    line: 'this.#outcomes = [...entries.filter(isOutcome), ...this.#outcomes];',
    becomes:
      'this.#outcomes = [...entries.filter((each) => isOutcome(each) && each.caller !== null), ...this.#outcomes];',
    says: /outcomes are not written/,
  },
  {
    what: 'a command whose head was held counts as done',
    file: 'commit-queue.ts',
    line: 'if (answers[index] === SKIPPED) skipped.push(entry);',
    becomes: "if (answers[index] === SKIPPED) this.#callers.resolve(entry, 'noted');",
    says: /did not take effect|outcomes are not written/,
  },
  {
    what: 'the round that was sent behind a lost one is forgotten',
    file: 'commit-queue.ts',
    line: 'return next instanceof OpenRound ? null : next;',
    becomes: 'return null;',
    says: /outcomes are not written|have no answer|was answered after/,
  },
];

/** Runs the simulation on a copy of the queue that has the fault. */
async function simulateWith({
  file,
  line,
  becomes,
  and,
}: Fault): Promise<{ code: number | null; said: string }> {
  const tree = await mkdtemp(join(tmpdir(), 'florin-planted-'));
  try {
    for (const part of [
      'server/src/database',
      'server/src/kernel',
      'server/package.json',
      'test/seeds.ts',
      'package.json',
    ])
      await cp(join(root, part), join(tree, part), { recursive: true });
    await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
    const path = join(tree, QUEUE, file);
    let source = await readFile(path, 'utf8');
    for (const [old, changed] of [[line, becomes], ...(and === undefined ? [] : [and])] as const) {
      assert.equal(source.split(old).length, 2, `${file} does not have the line once: ${old}`);
      source = source.replace(old, () => changed);
    }
    await writeFile(path, source);
    const child = spawn(
      process.execPath,
      ['--test', '--test-reporter=tap', join(tree, QUEUE, 'simulation.test.ts')],
      {
        env: { PATH: process.env.PATH },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const [code] = await once(child, 'close');
    return { code, said };
  } finally {
    await rm(tree, { recursive: true });
  }
}

describe('the simulation of the commit queue finds that', { concurrency: 2 }, () => {
  for (const fault of faults) {
    it(fault.what, async () => {
      const { code, said } = await simulateWith(fault);
      assert.notEqual(code, 0, 'the simulation saw nothing');
      assert.match(said, /seed \d+: /);
      assert.match(said, fault.says);
    });
  }
});
