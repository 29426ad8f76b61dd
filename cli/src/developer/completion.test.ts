import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Command } from 'commander';
import { wordsAfter } from './completion.ts';
import { developerProgram } from './program.ts';

const root = resolve(import.meta.dirname, '../../..');
const lacks = (shell: string) =>
  spawnSync(shell, ['-c', 'true']).status !== 0 && `this machine has no ${shell}`;

describe('florin completion', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'florin-completion-'));
    const program = join(folder, 'florin');
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${root}/cli/src/main.ts" "$@"\n`);
    chmodSync(program, 0o755);
  });
  after(() => rmSync(folder, { recursive: true }));
  const inShell = (shell: string, script: string) =>
    spawnSync(shell, ['-c', script], {
      encoding: 'utf8',
      env: { HOME: folder, PATH: `${folder}${delimiter}${process.env.PATH}` },
    });

  it('knows commands, choices and options, and is silent where a value is due', () => {
    const program = developerProgram('1');
    const after = (...typed: string[]) => wordsAfter(program, typed);
    assert.ok(
      after().includes('payments') && after().includes('listen') && !after().includes('completion-words'),
    );
    assert.ok(after('payments').includes('capture'));
    assert.ok(after('payments', 'create', '--amount', '5').includes('--order-id'));
    assert.deepEqual(after('payments', 'retrieve'), after('payments', 'get'));
    assert.ok(after('--profile', 'payments', 'trigger').includes('payment.failed'));
    assert.ok(!after('trigger', 'payment.failed').includes('payment.failed'));
    assert.deepEqual(after('payments', 'create', '--amount'), []);
  });

  it('completes in bash', { skip: lacks('bash') }, () => {
    const script = `eval "$(florin completion bash)"
      COMP_WORDS=(florin payments ca) COMP_CWORD=2; _florin; echo "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = inShell('bash', script);
    assert.equal(stdout, 'capture cancel\n', stderr);
  });

  it('completes in fish', { skip: lacks('fish') }, () => {
    const { stdout, stderr } = inShell(
      'fish',
      `florin completion fish | source; complete -C 'florin payments capt'`,
    );
    assert.equal(stdout.trim().split(/\s/)[0], 'capture', stderr);
  });

  it('is read by zsh', { skip: lacks('zsh') }, () => {
    const { stdout, stderr } = inShell(
      'zsh',
      `autoload -Uz compinit && compinit -u -D; eval "$(florin completion zsh)"
       words=(florin payments ca) CURRENT=3; compadd() { print -l \${(P)2} }; _florin | grep ^ca`,
    );
    assert.equal(stdout, 'capture\ncancel\n', stderr);
  });

  it('belongs to a program whose every command is in docs/cli.md', () => {
    const told = readFileSync(join(root, 'docs/cli.md'), 'utf8');
    const program: Command = developerProgram('1');
    for (const command of program.createHelp().visibleCommands(program))
      if (command.name() !== 'help')
        assert.match(told, new RegExp(`[\`\\s]${command.name()}\\b`), command.name());
  });
});
