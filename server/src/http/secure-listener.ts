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
  let used = await readPair(options).catch((error) => {
    throw (
      fileTrouble(error, {
        folder: certificate,
        instead: 'correct FLORIN_TLS_CERTIFICATE and FLORIN_TLS_KEY',
      }) ??
      new OperatorError(`HTTPS cannot be served with ${certificate} and ${key}: ${error.message}`, {
        cause: error,
      })
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
      const found = await readPair(options);
      if (found.certificate === used.certificate && found.key === used.key) return;
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

interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** Reads certificate and key, and checks that they belong together. */
async function readPair({ certificate, key }: Pair): Promise<Pair> {
  const [chain, secret] = await Promise.all([readFile(certificate, 'utf8'), readFile(key, 'utf8')]);
  createSecureContext({ cert: chain, key: secret });
  return { certificate: chain, key: secret };
}

function contextOf({ certificate, key }: Pair) {
  return { cert: certificate, key, minVersion: 'TLSv1.2', ciphers: CIPHERS, honorCipherOrder: true } as const;
}

/** The other end of a connection, the same for the encrypted and the decrypted socket. */
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
