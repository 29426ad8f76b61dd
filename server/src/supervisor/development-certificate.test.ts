import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createSecureContext } from 'node:tls';
import { keepDevelopmentCertificate } from './development-certificate.ts';

const NOW = Date.UTC(2026, 10, 29);
const DAY_MS = 24 * 3_600_000;

describe('the certificate for development', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-certificate-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const keep = async (host = 'pay.example', now = NOW) => {
    const files = await keepDevelopmentCertificate(folder, host, now);
    return new X509Certificate(await readFile(files.certificate));
  };

  it('is for the host and for this machine, belongs to its key, and signs nothing', async () => {
    const made = await keep();
    for (const name of ['pay.example', 'localhost']) assert.ok(made.checkHost(name), name);
    for (const address of ['127.0.0.1', '::1']) assert.ok(made.checkIP(address), address);
    assert.equal(made.checkHost('other.example'), undefined);
    assert.equal(made.ca, false);
    createSecureContext({
      cert: made.toString(),
      key: await readFile(join(folder, 'tls/key.pem')),
    });
  });

  it('is for an address, where that is how the platform is reached', async () => {
    assert.ok((await keep('192.0.2.7')).checkIP('192.0.2.7'));
    assert.ok((await keep('2001:db8::7')).checkIP('2001:db8::7'));
  });

  it('can be read by its owner alone', async () => {
    await keep();
    for (const [name, mode] of [
      ['tls', 0o700],
      ['tls/key.pem', 0o600],
    ] as const)
      assert.equal((await stat(join(folder, name))).mode & 0o777, mode, name);
  });

  it('stays the same at the next start, until it expires within a month or the host is another', async () => {
    const first = await keep();
    assert.equal((await keep()).serialNumber, first.serialNumber);
    assert.equal((await keep('pay.example', NOW + 330 * DAY_MS)).serialNumber, first.serialNumber);
    const renewed = await keep('pay.example', NOW + 340 * DAY_MS);
    assert.notEqual(renewed.serialNumber, first.serialNumber);
    assert.ok(renewed.validToDate.getTime() > NOW + 600 * DAY_MS);
    const other = await keep('other.example', NOW + 340 * DAY_MS);
    assert.ok(other.checkHost('other.example'));
  });

  it('is made anew where a start was killed between its two files', async () => {
    await keep();
    const key = await readFile(join(folder, 'tls/key.pem'));
    const second = await mkdtemp(join(tmpdir(), 'florin-certificate-'));
    await keepDevelopmentCertificate(second, 'pay.example', NOW);
    await writeFile(join(folder, 'tls/key.pem'), await readFile(join(second, 'tls/key.pem')));
    await rm(second, { recursive: true });
    const made = await keep();
    assert.notDeepEqual(await readFile(join(folder, 'tls/key.pem')), key);
    createSecureContext({ cert: made.toString(), key: await readFile(join(folder, 'tls/key.pem')) });
  });
});
