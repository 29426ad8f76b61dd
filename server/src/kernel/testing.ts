/** For property tests: what must hold for any random input. */
import fc from 'fast-check';
import { failedSeeds, seedOf } from '../../../test/seeds.ts';

/**
 * Tries the property with the test file's usual seed and with those that have failed before, or with a new seed in the
 * nightly run.
 * @param testFile its `import.meta.filename`.
 */
export async function holds<Values>(
  testFile: string,
  usualSeed: number,
  property: fc.IRawProperty<Values>,
  parameters: Pick<fc.Parameters<Values>, 'numRuns' | 'endOnFailure'> = {},
): Promise<void> {
  for (const seed of [...failedSeeds(testFile), seedOf(usualSeed)])
    await fc.assert(property, { ...parameters, seed });
}
