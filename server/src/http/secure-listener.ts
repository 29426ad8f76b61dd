import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, createServer } from 'node:tls';
import { fileTrouble, OperatorError } from '../kernel/operator-error.ts';
import { Repeating } from '../kernel/repeating.ts';
import type { Log } from '../kernel/seldom.ts';
import type { App } from './app.ts';

/**
 * What RFC 9325 (BCP 195) recommends: for TLS 1.2 only suites with forward secrecy and AES-GCM. Node's own list has others, which
 * FAPI 2.0 forbids.
 */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
].join(':');

/** How long a client may take to agree on keys. */
const HANDSHAKE_MS = 20_000;
/** How often the files are read, to see whether the certificate has been renewed. */
const LOOK_EVERY_MS = 10_000;

export interface SecureListenerOptions {
  readonly host: string;
  readonly port: number;
  /** Whether other processes listen on the same port. */
  readonly reusePort: boolean;
  /** PEM files: the certificate with its chain, and its private key. */
  readonly certificate: string;
  readonly key: string;
  /** Whether clients are asked for a certificate of their own. They may have none, and nobody has to have signed it. */
  readonly asksForCertificate: boolean;
  /** A PEM file: the authorities by which a client's certificate counts as trusted. Without it none does. */
  readonly authorities?: string | undefined;
  readonly log: Log;
  readonly lookEveryMs?: number;
}

/**
 * Serves the app by HTTPS, with TLS 1.2 and 1.3, on one more port. What was decrypted goes to the app's own HTTP server, so all
 * its limits hold here too. A certificate that is renewed is used without a restart; one that cannot be used is not, and the log
 * says why. It is called before the app listens. Throws `OperatorError` where the files or the port cannot be used.
 */
export async function listenSecurely(app: App, options: SecureListenerOptions): Promise<void> {
  const { certificate, key, log, asksForCertificate } = options;
  let used = await readFiles(options).catch((error) => {
    const files = [certificate, key, ...(options.authorities === undefined ? [] : [options.authorities])];
    throw (
      fileTrouble(error, {
        folder: certificate,
        instead: 'correct FLORIN_TLS_CERTIFICATE, FLORIN_TLS_KEY and FLORIN_MTLS_CA',
      }) ??
      new OperatorError(`HTTPS cannot be served with ${files.join(', ')}: ${error.message}`, { cause: error })
    );
  });
  const server = createServer({
    ...contextOf(used),
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: HANDSHAKE_MS,
    requestCert: asksForCertificate,
    // Who has a certificate is recognized by it later, and most have signed theirs themselves.
    rejectUnauthorized: false,
  });
  const handshaking = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    handshaking.set(peer, socket);
    socket.once('close', () => handshaking.delete(peer));
  });
  server.on('secureConnection', (socket) => {
    handshaking.delete(peerOf(socket));
    app.server.emit('connection', socket);
  });
  // A client that speaks no TLS, or breaks off. Its socket is closed already.
  server.on('tlsClientError', () => {});

  const renewing = new Repeating(
    options.lookEveryMs ?? LOOK_EVERY_MS,
    async () => {
      const found = await readFiles(options);
      if ((Object.keys(found) as (keyof Files)[]).every((name) => found[name] === used[name])) return;
      server.setSecureContext(contextOf(found));
      used = found;
    },
    (error) =>
      log.error({ err: error, certificate, key }, 'a new certificate cannot be used; the old one still is'),
  );
  const ended = once(server, 'close');
  app.addHook('preClose', async () => {
    await renewing.stop();
    server.close();
    for (const socket of handshaking.values()) socket.destroy();
  });
  app.addHook('onClose', async () => void (await ended));
  server.listen({ port: options.port, host: options.host, reusePort: options.reusePort });
  await once(server, 'listening');
}

/** What the files hold. */
interface Files {
  readonly certificate: string;
  readonly key: string;
  /** Of the authorities; null where none is trusted. */
  readonly authorities: string | null;
}

/** Reads the files, and checks that certificate and key belong together. */
async function readFiles({
  certificate,
  key,
  authorities,
}: Pick<SecureListenerOptions, keyof Files>): Promise<Files> {
  const [chain, secret, trusted] = await Promise.all([
    readFile(certificate, 'utf8'),
    readFile(key, 'utf8'),
    authorities === undefined ? null : readFile(authorities, 'utf8'),
  ]);
  createSecureContext({ cert: chain, key: secret });
  if (trusted !== null) checkCertificates(trusted);
  return { certificate: chain, key: secret, authorities: trusted };
}

/** OpenSSL silently leaves out what it cannot read. Throws where a certificate is none, or there is none. */
function checkCertificates(pem: string): void {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new Error('the authorities’ file has no certificate');
  for (const each of found) new X509Certificate(each);
}

function contextOf({ certificate, key, authorities }: Files) {
  return {
    ...({ cert: certificate, key, minVersion: 'TLSv1.2', ciphers: CIPHERS, honorCipherOrder: true } as const),
    // An empty list, because without one Node trusts every authority that browsers trust.
    ca: authorities === null ? [] : authorities,
  };
}

/** The other end of a connection, the same for the encrypted and the decrypted socket. */
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
