import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { keptVectors } from '../../../../sdks/vectors/source/files.ts';
import { signedHeaders } from './signature.ts';

const { cases } = keptVectors('webhooks');
/** What the library tolerates; it cannot be told another. */
const TOLERANCE = 300;

describe('the vectors of webhooks', () => {
  it('begin with what Florin itself sends', () => {
    const [{ secret, headers, body, now }, rotated] = [cases[0] ?? assert.fail(), cases[2] ?? assert.fail()];
    assert.deepEqual(signedHeaders([secret], headers['webhook-id'] ?? '', now * 1000, body), headers);
    const old = cases[3] ?? assert.fail();
    assert.deepEqual(
      signedHeaders([rotated.secret, old.secret], rotated.headers['webhook-id'] ?? '', now * 1000, body),
      rotated.headers,
    );
  });

  for (const { name, secret, headers, body, now, tolerance, accepted } of cases)
    if (tolerance === TOLERANCE)
      it(`are judged alike by a receiver’s library: ${name}`, () => {
        mock.timers.enable({ apis: ['Date'], now: now * 1000 });
        const verify = () => new Webhook(secret).verify(body, headers, { jsonParse: false });
        try {
          if (accepted) verify();
          else assert.throws(verify);
        } finally {
          mock.timers.reset();
        }
      });
});
