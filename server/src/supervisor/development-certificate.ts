/** A certificate for development, for who sets FLORIN_HTTPS_PORT and has none. No browser trusts it until it is told to. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { generate } from 'selfsigned';
import { makeFolder, writeDurably } from '../kernel/files.ts';

const DAY_MS = 24 * 3_600_000;
const VALID_MS = 365 * DAY_MS;
/** A certificate that expires sooner is replaced at the start. */
const LEFT_MS = 30 * DAY_MS;

export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Makes sure that the data folder has a certificate for the host, for this machine's own names, and for the coming month. */
export async function keepDevelopmentCertificate(
  dataFolder: string,
  host: string,
  now: number,
): Promise<CertificateFiles> {
  const folder = join(dataFolder, 'tls');
  const files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  if (await serves(files, host, now)) return files;
  await makeFolder(folder, 0o700);
  const names = [...new Set([host, 'localhost', '127.0.0.1', '::1'])];
  const made = await generate([{ name: 'commonName', value: 'Florin for development' }], {
    ...{ keyType: 'ec', curve: 'P-256', algorithm: 'sha256' },
    ...{ notBeforeDate: new Date(now - DAY_MS), notAfterDate: new Date(now + VALID_MS) },
    extensions: [
      // It signs nothing but itself, so whoever tells a browser to trust it trusts only this one.
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) =>
          ipaddr.isValid(name) ? { type: 7, ip: name } : { type: 2, value: name },
        ),
      },
    ],
  });
  // If this ends between the two, they do not belong together, and the next start makes both anew.
  await writeDurably(files.key, made.private);
  await writeDurably(files.certificate, made.cert);
  return files;
}

async function serves({ certificate, key }: CertificateFiles, host: string, now: number): Promise<boolean> {
  try {
    const standing = new X509Certificate(await readFile(certificate));
    const named = ipaddr.isValid(host) ? standing.checkIP(host) : standing.checkHost(host);
    const secret = createPrivateKey(await readFile(key));
    return (
      named !== undefined &&
      standing.validToDate.getTime() > now + LEFT_MS &&
      standing.checkPrivateKey(secret)
    );
  } catch (error) {
    // There is none, or what is there cannot be read as one.
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw error;
    return false;
  }
}
