import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../kernel/clock.ts';
import { parseWebAddress } from '../../kernel/web-address.ts';
import { openReceiver } from '../testing.ts';
import { dialer, faultOfUrl, isPublicAddress, type Resolve } from './address.ts';
import { Receiver } from './receiver.ts';

const refused: [what: string, addresses: string[]][] = [
  ['this host', ['0.0.0.0', '0.1.2.3', '::']],
  ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
  [
    'private networks',
    ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  ],
  ['link-local, where clouds keep credentials', ['169.254.169.254', 'fe80::1']],
  ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
  ['multicast and broadcast', ['224.0.0.1', '239.255.255.255', 'ff02::1', '255.255.255.255']],
  [
    'reserved and documentation',
    ['192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1', '2001:db8::1'],
  ],
  ['IPv4 mapped into IPv6', ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1']],
  [
    'IPv4 translated or tunnelled',
    ['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0:7f00:1::'],
  ],
  ['site-local', ['fec0::1']],
  ['no address', ['', 'localhost', '1.2.3', '300.1.1.1']],
];
const open = ['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'];

describe('addresses that webhooks may go to', () => {
  for (const [what, addresses] of refused) {
    it(`are not ${what}`, () => {
      for (const address of addresses) assert.equal(isPublicAddress(address), false, address);
    });
  }

  it('are those of the internet', () => {
    for (const address of open) assert.equal(isPublicAddress(address), true, address);
  });
});

describe('the URL of an endpoint', () => {
  const urls: [url: string, isPublic: boolean, isPrivate: boolean][] = [
    ['https://shop.example/hook', true, true],
    ['https://8.8.8.8/hook', true, true],
    ['http://shop.example/hook', false, true],
    ['ftp://shop.example/hook', false, false],
    ['https://user:password@shop.example/hook', false, false],
    ['nonsense', false, false],
    ['https://127.0.0.1/hook', false, true],
    ['https://127.1/hook', false, true],
    ['https://0x7f000001/hook', false, true],
    ['https://2130706433/hook', false, true],
    ['https://[::1]/hook', false, true],
    ['https://[::ffff:10.0.0.1]/hook', false, true],
    ['https://localhost/hook', false, true],
    ['https://a.localhost./hook', false, true],
  ];
  for (const [url, isPublic, isPrivate] of urls) {
    it(`${url} is ${isPublic ? 'taken' : 'refused'}, and ${isPrivate ? 'taken' : 'refused'} where private ones may be`, () => {
      const address = parseWebAddress(url);
      const taken = (allowPrivate: boolean) => address !== null && faultOfUrl(address, allowPrivate) === null;
      assert.deepEqual([taken(false), taken(true)], [isPublic, isPrivate]);
    });
  }
});

describe('dialling', () => {
  const post = async (url: string, allowPrivate: boolean, resolve?: Resolve) => {
    const dial = dialer({ allowPrivate, timeoutMs: 2000, ...(resolve === undefined ? {} : { resolve }) });
    const receiver = new Receiver({ url, dial, connections: 1, timeoutMs: 2000, clock: systemClock });
    const tried = await receiver.post('{}', {}, new AbortController().signal);
    receiver.close();
    return tried;
  };

  it('refuses a private address after it is resolved, however it is written', async () => {
    const receiver = await openReceiver();
    const { port } = new URL(receiver.url);
    for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', 'shop.example']) {
      const tried = await post(`http://${host}:${port}/`, false, async () => ['127.0.0.1', '::1']);
      assert.equal(tried.kind === 'failed' && tried.error, 'the address is private or reserved', host);
    }
    assert.equal(receiver.connections(), 0);
    await receiver.close();
  });

  it('reaches the one program of this installation, and no other port beside it', async () => {
    const [own, other] = await Promise.all([openReceiver(), openReceiver()]);
    const dial = dialer({ allowPrivate: false, ownOrigin: new URL(own.url).origin, timeoutMs: 2000 });
    const kinds = [];
    for (const { url } of [own, other]) {
      const receiver = new Receiver({ url, dial, connections: 1, timeoutMs: 2000, clock: systemClock });
      kinds.push((await receiver.post('{}', {}, new AbortController().signal)).kind);
      receiver.close();
    }
    assert.deepEqual([...kinds, other.connections()], ['answered', 'failed', 0]);
    await Promise.all([own.close(), other.close()]);
  });

  it('dials the very address that was checked, and asks for it once', async () => {
    const receiver = await openReceiver();
    const { port } = new URL(receiver.url);
    let asked = 0;
    const tried = await post(`http://shop.invalid:${port}/`, true, async () => {
      asked++;
      return ['127.0.0.1'];
    });
    assert.equal(tried.kind === 'answered' && tried.status, 204);
    assert.equal(asked, 1);
    assert.equal(receiver.received[0]?.headers.host, `shop.invalid:${port}`);
    await receiver.close();
  });

  it('says no more of a failure than its code', async () => {
    const failed = await post('http://shop.invalid/', true, async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND 10.1.2.3'), { code: 'ENOTFOUND' });
    });
    assert.equal(failed.kind === 'failed' && failed.error, 'ENOTFOUND');
  });
});
