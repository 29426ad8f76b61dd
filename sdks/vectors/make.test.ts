import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { allVectors } from './source/all.ts';

const here = import.meta.dirname;
const kept = Object.fromEntries(
  globSync('*.json', { cwd: here }).map((file) => [file, readFileSync(join(here, file), 'utf8')]),
);

describe('the vectors', () => {
  it('are the ones that the script makes, whenever it runs', async () => {
    assert.deepEqual(await allVectors(), kept, 'run: node sdks/vectors/make.ts');
    assert.deepEqual(await allVectors(), kept);
  });

  it('have a description for each file, and for each case a name that no other has', () => {
    for (const [file, text] of Object.entries(kept)) {
      const { description, ...groups } = JSON.parse(text);
      assert.ok(description.length > 40, file);
      for (const cases of Object.values(groups)) {
        if (!Array.isArray(cases) || !('name' in Object(cases[0]))) continue;
        const names = cases.map(({ name }) => name);
        assert.deepEqual(
          names.filter((name, at) => names.indexOf(name) !== at),
          [],
          file,
        );
      }
    }
  });

  it('are told of in the guide, every file and every member of its cases', () => {
    const guide = readFileSync(join(here, 'README.md'), 'utf8');
    for (const [file, text] of Object.entries(kept)) {
      assert.ok(guide.includes(`\`${file}\``), file);
      const { description: _, ...groups } = JSON.parse(text);
      for (const [group, cases] of Object.entries(groups)) {
        assert.ok(guide.includes(`\`${group}\``), `${file}: ${group}`);
        if (!Array.isArray(cases) || !('name' in Object(cases[0]))) continue;
        for (const one of cases)
          for (const member of Object.keys(one))
            assert.ok(guide.includes(`\`${member}\``), `${file}: ${member}`);
      }
    }
  });
});
