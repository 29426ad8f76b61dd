/** Authorities and the certificates that they issue, for tests. */
import { X509Certificate } from 'node:crypto';
import { generate, type SubjectAltNameEntry } from 'selfsigned';

const DAY_MS = 86_400_000;
const KIND = { keyType: 'ec', algorithm: 'sha256' } as const;

export interface Certified {
  readonly cert: string;
  readonly key: string;
}

interface Wanted {
  readonly name?: string;
  readonly organization?: string;
  readonly alternatives?: SubjectAltNameEntry[];
  /** In days from now. */
  readonly endsIn?: number;
}

function certificate(
  { name = 'shop', organization = 'Paper & Pine', alternatives = [], endsIn = 30 }: Wanted,
  by?: Certified,
) {
  const now = Date.now();
  return generate(
    [
      { name: 'organizationName', value: organization },
      { name: 'commonName', value: name },
    ],
    {
      ...KIND,
      ...{ notBeforeDate: new Date(now - 60 * DAY_MS), notAfterDate: new Date(now + endsIn * DAY_MS) },
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'extKeyUsage', clientAuth: true },
        ...(alternatives.length === 0 ? [] : [{ name: 'subjectAltName' as const, altNames: alternatives }]),
      ],
      ...(by === undefined ? {} : { ca: by }),
    },
  ).then(({ cert, private: key }): Certified => ({ cert, key }));
}

/** A certificate that nobody but its holder has signed. */
export function selfSigned(wanted: Wanted = {}): Promise<Certified> {
  return certificate(wanted);
}

/** An authority, with its certificate in PEM. */
export async function authority(name: string) {
  const made = await generate([{ name: 'commonName', value: name }], {
    ...KIND,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const self = { cert: made.cert, key: made.private };
  return { cert: made.cert, issue: (wanted: Wanted = {}) => certificate(wanted, self) };
}

/** The public key of a certificate as an app registers it, with the certificate (RFC 7517 section 4.7). */
export function jwkOf({ cert }: Certified): object {
  const read = new X509Certificate(cert);
  return { ...read.publicKey.export({ format: 'jwk' }), x5c: [read.raw.toString('base64')] };
}
