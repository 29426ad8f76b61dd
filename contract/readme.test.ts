import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { here, type Installation, openInstallation, python, without } from './installation.ts';

const venv = join(python, 'python');

describe('the Python of the READMEs', { skip: without(venv) }, () => {
  let installation: Installation;
  before(async () => {
    installation = await openInstallation();
  });
  after(() => installation.close());

  for (const file of ['README.md', 'README.zh-CN.md'])
    it(`pays, and says so, and says that it did not where the order is paid already, in ${file}`, async () => {
      const { florin, folder, run, url } = installation;
      const text = readFileSync(join(here, '..', file), 'utf8');
      const [, code] = /```python\n(import requests[\s\S]*?)```/.exec(text) ?? assert.fail('no example');
      const order = `of ${file}`;
      await writeFile(
        join(folder, 'pay.py'),
        (code as string)
          .replace('http://127.0.0.1:4242', url)
          .replace('{access_token}', florin.secretKey)
          .replace("'123456'", `'${order}'`),
      );
      assert.equal(await run(venv, ['pay.py']), '支付成功\n');
      assert.equal(await run(venv, ['pay.py']), '支付失败\n');
      const { body } = await florin.call('GET', `/v1/payments?order_id=${encodeURIComponent(order)}`);
      assert.equal(body.data.length, 1);
    });

  it('of the SDK pays', async () => {
    const { florin, folder, run, url } = installation;
    const text = readFileSync(join(here, '../sdks/python/README.md'), 'utf8');
    const [, code] = /```python\n([\s\S]*?)```/.exec(text) ?? assert.fail('no example');
    const own = (code as string).replace('http://127.0.0.1:4242', url).replace('sk_test_…', florin.secretKey);
    await writeFile(join(folder, 'sdk.py'), own);
    const env = { PYTHONPATH: join(here, '../sdks/python/src') };
    assert.equal(await run(venv, ['sdk.py'], { env }), 'succeeded\n');
  });
});
