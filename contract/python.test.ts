import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { here, type Installation, openInstallation, python, without } from './installation.ts';
import { walkWith } from './scenario.ts';

describe('a Python client of openapi-python-client', { skip: without(join(python, 'python')) }, () => {
  let installation: Installation;
  before(async () => {
    installation = await openInstallation();
  });
  after(() => installation.close());

  it('pays, refunds, lists, handles refusals, and follows the live stream', async () => {
    const { folder, run, generate } = installation;
    await cp(join(here, 'clients/python'), folder, { recursive: true });
    await generate(join(python, 'openapi-python-client'), [
      'generate',
      '--path=openapi.json',
      '--output-path=florin',
      '--meta=none',
      '--fail-on-warning',
      '--config=config.yml',
    ]);
    await walkWith(installation, () => run(join(python, 'python'), ['client.py']));
  });
});
