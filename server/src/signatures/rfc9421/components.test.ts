import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Field, linesOf, type Request, type Response, signatureBase, signaturesOf } from './index.ts';
import { fieldsIn } from './parsing.fixture.ts';

const request = (change: Partial<Request> = {}): Request => ({
  kind: 'request',
  method: 'POST',
  scheme: 'https',
  authority: 'Example.com:443',
  target: '/path?param=value&foo=bar&qux=&a%20b=c+d&twice=1&twice=2',
  fields: [
    ['priority', 'u=1,    i;x=1;y=2'],
    ['example', 'a=1, b=2;x=1;y=2, c=(a   b    c), d'],
    ['many', ' value, with, lots '],
    ['many', 'of, commas'],
    ['folded', 'one\r\n   two'],
    ['beyond', 'caf\u00e9'],
  ],
  trailers: [['expires', 'Wed, 9 Nov 2022 07:28:00 GMT']],
  ...change,
});
const response = (): Response => ({
  kind: 'response',
  status: 503,
  fields: [['content-type', 'application/json']],
  request: request(),
});

/** The lines of the base of a signature over these components. */
const linesFor = (components: string, message: Request | Response = request()): string[] => {
  const added: Field[] = fieldsIn(`Signature-Input: s=(${components});created=1\nSignature: s=:AA==:`);
  const signed = { ...message, fields: [...message.fields, ...added] };
  const [signature] = signaturesOf(signed);
  assert.ok(signature);
  return signatureBase(linesOf(signed, signature.components), signature.covered).split('\n').slice(0, -1);
};

describe('the components of a signature', () => {
  it('are written as RFC 9421 sections 2.1 and 2.2 say', () => {
    const expected: Record<string, string> = {
      '"@method"': 'POST',
      '"@target-uri"': `https://example.com${request().target}`,
      '"@authority"': 'example.com',
      '"@scheme"': 'https',
      '"@request-target"': request().target,
      '"@path"': '/path',
      '"@query"': request().target.slice('/path'.length),
      '"@query-param";name="param"': 'value',
      '"@query-param";name="qux"': '',
      '"@query-param";name="a%20b"': 'c%20d',
      '"priority"': 'u=1,    i;x=1;y=2',
      '"priority";sf': 'u=1, i;x=1;y=2',
      '"example";key="a"': '1',
      '"example";key="b"': '2;x=1;y=2',
      '"example";key="c"': '(a b c)',
      '"example";key="d"': '?1',
      '"many"': 'value, with, lots, of, commas',
      '"many";bs': ':dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:',
      '"folded"': 'one two',
      '"beyond";bs': ':Y2Fm6Q==:',
      '"expires";tr': 'Wed, 9 Nov 2022 07:28:00 GMT',
    };
    for (const [component, value] of Object.entries(expected))
      assert.deepEqual(linesFor(component), [`${component}: ${value}`]);
    assert.deepEqual(linesFor(Object.keys(expected).join(' ')).length, Object.keys(expected).length);
    assert.deepEqual(linesFor('"@path" "@query"', request({ target: '' })), ['"@path": /', '"@query": ?']);
  });

  it('of an answer can be those of its request', () => {
    assert.deepEqual(linesFor('"@status" "content-type" "@method";req "priority";req;sf', response()), [
      '"@status": 503',
      '"content-type": application/json',
      '"@method";req: POST',
      '"priority";req;sf: u=1, i;x=1;y=2',
    ]);
    assert.deepEqual(
      linesFor('"content-type" "example";key="a";req', response()).at(1),
      '"example";key="a";req: 1',
    );
  });

  const refused: readonly (readonly [components: string, reason: RegExp, message?: Response])[] = [
    ['"@method" "@method"', /covered twice/],
    ['"example";key="a";sf "example";sf;key="a"', /covered twice/],
    ['"@body"', /not known/],
    ['"@status"', /is for answers/],
    ['"@signature-params"', /not known/],
    ['"@method";req', /`req` is for answers/],
    ['"@method"', /does not fit an answer/, response()],
    ['"@status";req', /does not fit an answer/, response()],
    ['"@method";sf', /the parameter sf is not known there/],
    ['"many";later', /the parameter later is not known there/],
    ['"many";bs;sf', /cannot be combined/],
    ['"many";bs;key="a"', /cannot be combined/],
    ['"many";sf', /which kind of structured field/],
    ['"constructor";sf', /no such field/],
    ['"many";sf=1', /without a value/],
    ['"many";key', /a text in quotes/],
    ['"folded";key="a"', /no structured field/],
    ['"example";key="z"', /no such member/],
    ['"Many"', /lower case/],
    ['many', /a text in quotes/],
    ['"absent"', /no such field/],
    ['"priority";tr', /no such field/],
    ['"beyond"', /not ASCII/],
    ['"@query-param"', /needs a `name`/],
    ['"@query-param";name="gone"', /not in the query/],
    ['"@query-param";name="twice"', /more than once/],
  ];
  for (const [components, reason, message] of refused)
    it(`are refused: ${components}${message === undefined ? '' : ', of an answer'}`, () => {
      assert.throws(() => linesFor(components, message), { name: 'SignatureFault', message: reason });
    });
});

describe('the fields of a signature', () => {
  const read = (input: string, signature: string) =>
    signaturesOf(
      request({ fields: [...fieldsIn(`Signature-Input: ${input}`), ...fieldsIn(`Signature: ${signature}`)] }),
    );

  it('keep the order in which parameters came, and may come in several lines', () => {
    const fields = fieldsIn(
      'Signature-Input: a=("@method");tag="t";keyid="k";created=5\nSignature-Input: b=();nonce="n";expires=7;alg="x"\n' +
        'Signature: b=:Ag==:\nSignature: a=:AQ==:',
    );
    const [a, b] = signaturesOf(request({ fields }));
    assert.deepEqual(
      [a?.label, a?.value, a?.parameters],
      ['a', Buffer.from([1]), { tag: 't', keyid: 'k', created: 5 }],
    );
    assert.deepEqual(
      [b?.label, b?.value, b?.parameters],
      ['b', Buffer.from([2]), { nonce: 'n', expires: 7, alg: 'x' }],
    );
    assert.ok(a);
    assert.equal(
      signatureBase(linesOf(request(), a.components), a.covered),
      '"@method": POST\n"@signature-params": ("@method");tag="t";keyid="k";created=5',
    );
  });

  const refused: readonly (readonly [input: string, signature: string, reason: RegExp])[] = [
    ['a=();created=1', 'b=:AA==:', /Signature has b, and Signature-Input has not/],
    ['a=(), b=()', 'a=:AA==:', /Signature-Input has b, and Signature has not/],
    ['a=()', 'a="AA=="', /must be bytes/],
    ['a=()', 'a=:A:', /no structured field/],
    ['a=()', 'a=:AA==', /no structured field/],
    ['a=(', 'a=:AA==:', /no structured field/],
    ['a="@method"', 'a=:AA==:', /must be a list of components/],
    ['a=();created="1"', 'a=:AA==:', /created must be whole seconds/],
    ['a=();created=1.5', 'a=:AA==:', /created must be whole seconds/],
    ['a=();created=-1', 'a=:AA==:', /created must be whole seconds/],
    ['a=();keyid=1', 'a=:AA==:', /keyid must be a text/],
    ['a=();nonce', 'a=:AA==:', /nonce must be a text/],
    ['a=();other=1', 'a=:AA==:', /the parameter other is not known/],
    ['a=(), b=(), c=(), d=(), e=()', 'a=:AA==:', /more than 4 signatures/],
    [`a=(${Array.from({ length: 51 }, (_, n) => `"f${n}"`).join(' ')})`, 'a=:AA==:', /more than 50/],
  ];
  for (const [input, signature, reason] of refused)
    it(`are refused: ${input.slice(0, 40)} with ${signature}`, () => {
      assert.throws(() => read(input, signature), { name: 'SignatureFault', message: reason });
    });
});
