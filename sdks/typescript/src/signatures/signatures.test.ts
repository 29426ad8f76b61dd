import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { ApiError, InputError, VerificationError } from '../errors.ts';
import { json, type LiveFlorin, openLiveFlorin, openScripted, problem, thrownBy } from '../testing.ts';
import { membersOf, parametersOf } from './fields.ts';
import { FlorinKeys, requestSigning } from './index.ts';

const pairs = {
  ed25519: () => generateKeyPairSync('ed25519'),
  'ecdsa-p256-sha256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'ecdsa-p384-sha384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'rsa-pss-sha512': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'rsa-v1_5-sha256': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
} as const;
const order = (order_id: string) => ({ order_id, amount: 100, currency: 'USD', description: 'ä' });

describe('signed requests', () => {
  let live: LiveFlorin;
  before(async () => {
    live = await openLiveFlorin();
  });
  after(() => live.close());

  async function registered(algorithm: keyof typeof pairs) {
    const { publicKey, privateKey } = pairs[algorithm]();
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const { id } = await live.client().signatureKeys.create({ name: algorithm, pem, algorithm });
    return { keyId: id, key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), algorithm };
  }

  for (const algorithm of Object.keys(pairs) as (keyof typeof pairs)[])
    it(`by ${algorithm} are taken by Florin, and its answers are verified`, async () => {
      const options = await registered(algorithm);
      // A clock that is two minutes wrong does no harm.
      const now = () => Date.now() - 120_000;
      const florin = live.client({
        signing: requestSigning({ ...options, now, answers: new FlorinKeys(live.url) }),
      });
      const payment = await florin.pay(order(algorithm));
      assert.equal(payment.status, 'succeeded');
      for await (const each of florin.payments.list({ limit: 1, order_id: algorithm }))
        assert.equal(each.id, payment.id);
      const refused = await thrownBy(() => florin.pay(order(algorithm)));
      assert.ok(refused instanceof ApiError && refused.is('order_already_paid'));
      const endpoint = await florin.webhookEndpoints.create({ url: 'https://shop.example/', events: ['*'] });
      assert.equal(await florin.webhookEndpoints.delete(endpoint.id), undefined);
    });

  it('are required where the account says so, and a key as a JWK does too', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const { id } = await live.client().signatureKeys.create({ name: 'JWK', pem });
    const signing = requestSigning({ keyId: id, key: privateKey.export({ format: 'jwk' }) as object });
    const florin = live.client({ signing });
    await florin.signatureSettings.update({ mode: 'required' });
    const refused = await thrownBy(() => live.client().pay(order('unsigned')));
    assert.ok(refused instanceof ApiError && refused.is('signature_required'));
    assert.equal((await florin.pay(order('signed'))).status, 'succeeded');
    await florin.signatureSettings.update({ mode: 'optional' });
  });

  it('are refused by Florin when the key is another', async () => {
    const { keyId } = await registered('ed25519');
    const { key } = await registered('ed25519');
    const refused = await thrownBy(() =>
      live.client({ signing: requestSigning({ keyId, key }) }).pay(order('forged')),
    );
    assert.ok(refused instanceof ApiError && refused.is('signature_invalid'));
  });

  it('have answers that nobody has changed, kept, or written', async () => {
    const options = await registered('ed25519');
    const kept: Response[] = [];
    const tampering: [string, (response: Response, text: string) => Response | Promise<Response>, RegExp][] =
      [
        [
          'another body',
          ({ status, headers }, text) =>
            new Response(text.replace('succeeded', 'processed'), { status, headers }),
          /body is not the one/,
        ],
        [
          'another status',
          ({ headers }, text) => new Response(text, { status: 202, headers }),
          /not by a key of Florin/,
        ],
        [
          'no signature',
          ({ status, headers }, text) => {
            const less = new Headers(headers);
            less.delete('signature');
            return new Response(text, { status, headers: less });
          },
          /is not signed/,
        ],
        [
          'an earlier answer',
          async (response, text) => {
            kept.push(new Response(text, response));
            return kept.length === 1 ? new Response(text, response) : (kept[0]?.clone() as Response);
          },
          /signed for another request/,
        ],
      ];
    for (const [what, change, says] of tampering) {
      const answers = new FlorinKeys(live.url);
      const florin = live.client({
        signing: requestSigning({ ...options, answers }),
        fetch: async (input, init) => {
          const response = await fetch(input, init);
          const { status, headers } = response;
          return change(new Response(null, { status, headers }), await response.text());
        },
      });
      if (what === 'an earlier answer') await florin.pay(order(`${what} 0`));
      const error = await thrownBy(() => florin.pay(order(what)));
      assert.ok(error instanceof VerificationError, `${what}: ${error}`);
      assert.match(error.message, says);
    }
  });

  it('are signed anew at each try, with another nonce and the same key', async () => {
    const server = await openScripted(problem(503, 'overloaded', { 'retry-after': '0' }), json(200, {}));
    const options = await registered('ed25519');
    await server.client({ signing: requestSigning(options) }).pay(order('twice'));
    const of = (name: string) => new Set(server.seen.map(({ headers }) => headers[name]));
    assert.equal(of('signature').size, 2);
    assert.equal(of('idempotency-key').size, 1);
    await server.close();
  });

  it('are not begun with what is no key', async () => {
    assert.throws(() => requestSigning({ keyId: '', key: '' }), InputError);
    for (const key of [
      '',
      'secret',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      { kty: 'OKP' },
    ]) {
      const florin = live.client({ signing: requestSigning({ keyId: 'sigkey_1', key }) });
      const error = await thrownBy(() => florin.pay(order('no key')));
      assert.ok(
        error instanceof InputError && /no private key for ed25519/.test(error.message),
        String(error),
      );
    }
  });
});

describe('structured fields', () => {
  it('are parted at commas that are neither in quotes nor behind a backslash', () => {
    const members = membersOf('a=("@status" "x;y");nonce="1,\\",2" , florin=(:b:);created=1,c=?1');
    assert.deepEqual(
      [...members],
      [
        ['a', '("@status" "x;y");nonce="1,\\",2"'],
        ['florin', '(:b:);created=1'],
        ['c', '?1'],
      ],
    );
    assert.deepEqual(
      [...(parametersOf(';created=1;keyid="a"') ?? [])],
      [
        ['created', '1'],
        ['keyid', 'a'],
      ],
    );
    assert.equal(parametersOf(';created=1;x=?1'), null);
  });
});
