import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { seedSandbox } from './platform.ts';

/**
 * On the first start, makes the demo merchant and writes its credentials to `sandbox.json`, mode 0600. The server that
 * starts first does it, alone.
 */
export async function ensureSandboxFile(config: Config, databaseUrl: string, rootKey: Buffer): Promise<void> {
  const file = join(config.dataFolder, 'sandbox.json');
  if (existsSync(file)) return;
  const webhookUrl = `http://127.0.0.1:${config.port + 1}/webhooks`;
  const seed = await seedSandbox(databaseUrl, rootKey, webhookUrl);
  const contents = { base_url: config.publicUrl, shop_url: config.shopUrl, ...seed };
  // Renamed into place, so that nobody reads half a file.
  await writeFile(`${file}.new`, `${JSON.stringify(contents, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
