import { ids } from './ids.ts';
import { jwe } from './jwe.ts';
import { money } from './money.ts';
import { problems } from './problems.ts';
import { retries } from './retries.ts';
import { signatures } from './signatures.ts';
import { webhooks } from './webhooks.ts';

/** The texts of all files, by their names. */
export async function allVectors(): Promise<Record<string, string>> {
  const files = { ids, jwe, money, problems, retries, signatures, webhooks };
  const texts: Record<string, string> = {};
  for (const [name, make] of Object.entries(files))
    texts[`${name}.json`] = `${JSON.stringify(await make(), null, 2)}\n`;
  return texts;
}
