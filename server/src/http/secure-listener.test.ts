import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { connect as connectPlainly } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import pino from 'pino';
import { generate } from 'selfsigned';
import { freePort } from '../../../test/ports.ts';
import { until } from '../../../test/processes.ts';
import { systemClock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/operator-error.ts';
import { gathered } from '../modules.ts';
import type { App } from './app.ts';
import { authority, selfSigned } from './certificates.fixture.ts';
import { isIssuedByTrusted } from './client-certificates.ts';
import { listenSecurely } from './secure-listener.ts';
import { buildServer } from './server.ts';

const LOOK_EVERY_MS = 20;

/** A certificate for the host `localhost`, with a serial number that tells it from others. */
async function certify(): Promise<{ cert: string; private: string }> {
  return generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', algorithm: 'sha256' });
}

describe('HTTPS', () => {
  let folder: string;
  let app: App;
  let port: number;
  let files: { certificate: string; key: string };
  let faults: Record<string, unknown>[];
  let sockets: TLSSocket[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-tls-'));
    files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
    await install(await certify());
    faults = [];
    sockets = [];
    port = await freePort();
    app = buildServer({
      problems: gathered.problems,
      log: pino({}, { write: (line: string) => void faults.push(JSON.parse(line)) }),
      clock: systemClock,
      authenticate: () => null,
      times: { finishMs: 5_000 },
    });
    app.get('/', { config: { scope: 'none' } }, async (request) => {
      const { raw, protocol, ip } = request;
      const peer = (raw.socket as TLSSocket).getPeerX509Certificate?.();
      const trusted = isIssuedByTrusted(raw.socket);
      return { protocol, ip, subject: peer?.subject ?? null, trusted };
    });
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await app.close();
    await rm(folder, { recursive: true });
  });

  /** Puts both files in their places, each in one step. */
  async function install(made: { cert: string; private: string }): Promise<void> {
    await writeFile(`${files.key}.new`, made.private);
    await writeFile(`${files.certificate}.new`, made.cert);
    await rename(`${files.key}.new`, files.key);
    await rename(`${files.certificate}.new`, files.certificate);
  }
  async function listen(asksForCertificate = false, authorities?: string): Promise<void> {
    const log = pino({}, { write: (line: string) => void faults.push(JSON.parse(line)) });
    await listenSecurely(app, {
      ...{ host: '127.0.0.1', port, reusePort: false, log, asksForCertificate, lookEveryMs: LOOK_EVERY_MS },
      ...{ ...files, authorities },
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
  }
  async function open(options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    sockets.push(socket);
    await once(socket, 'secureConnect');
    return socket;
  }
  const ask = async (socket: TLSSocket, text = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n') => {
    socket.write(text);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString();
  };
  const bodyOf = (answer: string) => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
    it(`is spoken with ${version}, and routes know it`, async () => {
      await listen();
      const socket = await open({ minVersion: version, maxVersion: version });
      assert.equal(socket.getProtocol(), version);
      assert.deepEqual(bodyOf(await ask(socket)), {
        ...{ protocol: 'https', ip: '127.0.0.1' },
        ...{ subject: null, trusted: false },
      });
    });

  it('is not spoken with what is weak: TLS 1.1, no forward secrecy, CBC', async () => {
    await listen();
    const weak: ConnectionOptions[] = [
      { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
      { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256' },
    ];
    for (const options of weak) await assert.rejects(open(options), JSON.stringify(options));
    const strong: ConnectionOptions = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' };
    assert.ok(await open(strong), 'it is not the version or the certificate that was refused');
  });

  it('asks for the client’s certificate on the port for that, and lets clients without one in', async () => {
    await listen(true);
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'shop' }], {
      keyType: 'ec',
      algorithm: 'sha256',
    });
    assert.equal(bodyOf(await ask(await open({ cert, key }))).subject, 'CN=shop');
    assert.equal(bodyOf(await ask(await open())).subject, null);
  });

  it('knows which certificates its authorities have issued, and follows when they change', async () => {
    const [one, other] = [await authority('One'), await authority('Other')];
    const authorities = join(folder, 'ca.pem');
    await writeFile(authorities, one.cert);
    await listen(true, authorities);
    const [ofOne, ofOther, own] = [await one.issue(), await other.issue(), await selfSigned()];
    const isTrusted = async (by: ConnectionOptions) => bodyOf(await ask(await open(by))).trusted;
    const trusted = async () => [
      await isTrusted(ofOne),
      await isTrusted(ofOther),
      await isTrusted(own),
      await isTrusted(await one.issue({ endsIn: -1 })),
    ];
    assert.deepEqual(await trusted(), [true, false, false, false]);
    await writeFile(`${authorities}.new`, other.cert);
    await rename(`${authorities}.new`, authorities);
    await until(async () => await isTrusted(ofOther));
    assert.deepEqual(await trusted(), [false, true, false, false]);
  });

  it('trusts no certificate where it has no authorities', async () => {
    await listen(true);
    const trusted = await authority('One');
    assert.equal(bodyOf(await ask(await open(await trusted.issue()))).trusted, false);
  });

  for (const text of ['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])
    it(`does not start where the authorities are ${JSON.stringify(text)}, and says which file to correct`, async () => {
      const authorities = join(folder, 'ca.pem');
      await writeFile(authorities, text);
      await assert.rejects(listen(true, authorities), (error) => {
        assert.ok(error instanceof OperatorError);
        assert.ok(error.message.includes(authorities), error.message);
        return true;
      });
    });

  it('asks for none on the other port', async () => {
    await listen();
    const { cert, private: key } = await certify();
    assert.equal(bodyOf(await ask(await open({ cert, key }))).subject, null);
  });

  it('uses a renewed certificate without a restart, and keeps the connections that there are', async () => {
    await listen();
    const before = await open();
    const first = before.getPeerX509Certificate()?.serialNumber;
    assert.ok(first);
    await install(await certify());
    await until(async () => (await serial()) !== first);
    assert.match(await ask(before), /^HTTP\/1\.1 200 /);
  });
  const serial = async () => {
    const socket = await open();
    const number = socket.getPeerX509Certificate()?.serialNumber;
    socket.destroy();
    return number;
  };

  it('keeps the old one while the new one cannot be used, and says so', async () => {
    await listen();
    const first = await serial();
    const [one, other] = [await certify(), await certify()];
    // As it is for a moment while a tool renews the one and then the other.
    await install({ cert: one.cert, private: other.private });
    await until(() => faults.some(({ msg }) => /a new certificate cannot be used/.test(String(msg))));
    assert.equal(await serial(), first);
    await install(one);
    await until(async () => (await serial()) !== first);
  });

  for (const [what, spoil] of [
    ['is not there', () => rm(files.key)],
    ['belongs to another certificate', async () => writeFile(files.key, (await certify()).private)],
    ['is no key', () => writeFile(files.key, 'key')],
  ] as const)
    it(`does not start where the key ${what}, and says which files to correct`, async () => {
      await spoil();
      await assert.rejects(listen(), (error) => {
        assert.ok(error instanceof OperatorError);
        assert.ok(error.message.includes(files.key), error.message);
        return true;
      });
    });

  it('answers what is no HTTP as the plain port does', async () => {
    await listen();
    const answer = await ask(await open(), 'no request\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.match(answer, /application\/problem\+json/);
  });

  it('closes a connection that speaks no TLS, and goes on', async () => {
    await listen();
    const plain = connectPlainly(port, '127.0.0.1');
    plain.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    plain.resume();
    await once(plain, 'close');
    assert.match(await ask(await open()), /^HTTP\/1\.1 200 /);
  });

  it('finishes what is in flight when it closes, whoever has not finished the handshake', async () => {
    const answered = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    app.get('/slow', { config: { scope: 'none' } }, async () => {
      asked.resolve();
      await answered.promise;
      return 'done';
    });
    await listen();
    const silent = connectPlainly(port, '127.0.0.1');
    await once(silent, 'connect');
    const idle = await open();
    assert.match(await ask(idle), /^HTTP\/1\.1 200 /);
    const slow = await open();
    slow.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await asked.promise;
    let closed = false;
    const closing = app.close().then(() => {
      closed = true;
    });
    await once(silent, 'close');
    await assert.rejects(open(), 'no new connection');
    assert.equal(closed, false, 'what is in flight is waited for');
    answered.resolve();
    const [answer] = (await once(slow, 'data')) as [Buffer];
    assert.match(answer.toString(), /done$/);
    await closing;
  });
});
