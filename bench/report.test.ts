import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { REST } from './cpu.ts';
import { fileSystemOf } from './machine.ts';
import type { Run } from './measure.ts';
import { readOptions } from './options.ts';
import { report } from './report.ts';
import { type Cell, newCell, type Results } from './results.ts';
import { judge } from './verdicts.ts';

const run = (perSecond: number, p99Ms: number, others = 10_000): Run => ({
  done: perSecond * 10,
  perSecond,
  p50Ms: p99Ms / 2,
  p99Ms,
  cpu: {
    micros: new Map([
      ['Florin servers', 900_000],
      ['PostgreSQL: florin lane', 700_000],
      ['wrk', 200_000],
      [REST, others],
    ]),
    windowMicros: 1_000_000,
  },
  walBytesEach: 2000,
});

const cell = (servers: number, one: Run[], many: Run[], tpcb: Run[]): Cell => ({
  ...newCell(servers, 128),
  florin: { 'one account': one, '1,000 accounts': many },
  tpcb,
});

const results = (cells: Cell[], million: Cell | null = null): Results => ({
  options: readOptions([]),
  machine: {
    processor: 'Abacus',
    cores: 2,
    memoryBytes: 2 ** 34,
    system: 'Debian',
    fileSystem: 'ext4',
    syncMs: 0.25,
    versions: ['Node 24'],
    settings: ['fsync = on'],
  },
  date: '2026-01-02',
  serversByDefault: 2,
  fresh: null,
  cells,
  disk: null,
  million,
  told: null,
  reads: null,
  memory: [],
  profile: null,
  credentials: null,
  ledger: null,
  proof: null,
});

const tpcb = [run(3000, 80), run(2900, 90), run(3100, 85)];

describe('the verdicts', () => {
  it('judge the default number of servers by medians: goal, floor or missed', () => {
    const few = cell(2, [run(9000, 30), run(9900, 20), run(1, 999)], [run(6300, 51)], tpcb);
    const marks = judge(results([cell(1, [run(1, 999)], [run(1, 999)], tpcb), few])).map(
      ({ figure, mark }) => `${figure} ${mark}`,
    );
    assert.deepEqual(marks, ['3.00 goal', '30.0 ms goal', '2.10 floor', '51.0 ms missed']);
  });

  it('ask for nine tenths of goal, floor and ratio with all payments stored', () => {
    const few = cell(2, [run(9000, 30)], [run(9000, 30)], tpcb);
    const many = cell(2, [run(8100, 30)], [run(5300, 30)], tpcb);
    const missed = judge(results([few], many)).filter(({ mark }) => mark === 'missed');
    assert.deepEqual(
      missed.map(({ what, figure, required }) => [what, figure, required]),
      [
        ['payments for each TPC-B transaction, 1,000 accounts, all stored', '1.77', true],
        ['share of the ratio with few stored that is left with all stored, 1,000 accounts', '0.59', true],
      ],
    );
  });
});

describe('the verdicts on credentials', () => {
  const runs = (token: number, signature: number) => ({
    'a secret key': [run(1000, 30)],
    'an OAuth token': [run(token, 30)],
    'an OAuth token with DPoP, ES256': [],
    'RFC 9421, Ed25519': [run(signature, 30)],
    'RFC 9421, ECDSA P-256': [],
    'RFC 9421, RSA 2048 with PSS': [],
  });
  const nothing = { ...runs(0, 0), 'a secret key': [], 'an OAuth token': [], 'RFC 9421, Ed25519': [] };
  const found = {
    runs: runs(900, 590),
    tokens: 1_000_000,
    besideTokens: { ...nothing, 'an OAuth token': [run(801, 30)] },
  };

  it('ask of each for its share of the payments by a secret key, and that many live tokens cost nothing', () => {
    const all = judge({ ...results([]), credentials: found });
    assert.deepEqual(
      all.map(({ what, figure, asked, mark }) => [what, figure, asked, mark]),
      [
        ['payments for each by a secret key, an OAuth token', '0.90', 'at least 0.9', 'goal'],
        ['payments for each by a secret key, RFC 9421, Ed25519', '0.59', 'at least 0.6', 'missed'],
        ['share left beside 1,000,000 live tokens, an OAuth token', '0.89', 'at least 0.9', 'missed'],
      ],
    );
    const text = report({ ...results([]), credentials: found });
    assert.match(text, /\| an OAuth token \| 900 \| 30\.0 \| \*\*0\.90\*\* \| 801 \| 0\.89 \|/);
    assert.doesNotMatch(text, /NaN|undefined|null/);
  });
});

describe('the report', () => {
  it('shows medians with their spread, beside the peer of the same turn', () => {
    const text = report(
      results([cell(2, [run(9000, 30), run(9900, 20), run(8000, 40)], [run(9000, 30)], tpcb)]),
    );
    assert.match(
      text,
      /\| two servers \| 128 \| one account \| 0 k–0 k \| 9,000 \(8,000–9,900\) \|.*\| 3,000 \(2,900–3,100\) \|.*\*\*3\.00\*\* goal/,
    );
    assert.match(text, /\| Florin servers \| 45 % \| 100 \|/);
    assert.match(text, /91 % busy: 45 % with Florin's servers, 35 % with PostgreSQL, 10 % with the load/);
    assert.doesNotMatch(text, /NaN|undefined|null/);
    assert.doesNotMatch(text, /do not rely/);
  });

  it('leaves out what was not measured', () => {
    const headings = Array.from(report(results([])).matchAll(/^## (.*)$/gm), ([, title]) => title);
    assert.deepEqual(headings, ['The machine', 'How it was measured']);
  });

  it('says so when others used the machine', () => {
    const busy = [run(9000, 30, 800_000)];
    assert.match(report(results([cell(2, busy, busy, tpcb)])), /Others used up to 40 % of the machine/);
  });
});

describe('the file system of a folder', () => {
  it('is that of the longest mount point above it', () => {
    const mounts = '/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/vdb /tmpfiles xfs rw 0 0\n';
    assert.equal(fileSystemOf(mounts, '/tmp/florin'), 'tmpfs');
    assert.equal(fileSystemOf(mounts, '/tmpfiles/x'), 'xfs');
    assert.equal(fileSystemOf(mounts, '/var/lib'), 'ext4');
  });
});
