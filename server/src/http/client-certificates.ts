import { hash, type X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/**
 * The certificate with which a client has opened its connection; null where it has shown none, or one that is not valid now. It is
 * what the handshake proved: no header is asked, because anybody can write one.
 * @param now in milliseconds since the epoch. A connection may outlast the certificate it was opened with.
 */
export function certificateBehind(socket: Socket, now: number): X509Certificate | null {
  // Only what TLS has decrypted has one.
  const shown = (socket as Partial<TLSSocket>).getPeerX509Certificate?.();
  if (shown === undefined) return null;
  return shown.validFromDate.getTime() <= now && now < shown.validToDate.getTime() ? shown : null;
}

/** Whether an authority of the operator’s has issued the certificate, as OpenSSL found it at the handshake. */
export function isIssuedByTrusted(socket: Socket): boolean {
  return (socket as Partial<TLSSocket>).authorized === true;
}

/** By what a token is bound to a certificate: `x5t#S256` (RFC 8705 section 3.1). */
export function thumbprintOf(certificate: X509Certificate): string {
  return hash('sha256', certificate.raw, 'base64url');
}

/** Where clients with certificates reach the platform: on its public host, at the port that asks for them. */
export function certificateUrlOf(publicUrl: string, port: number | undefined): string | null {
  return port === undefined ? null : new URL(`https://${new URL(publicUrl).hostname}:${port}`).origin;
}

/** Whether a connection has come in at the port. */
export function cameIn(socket: Socket, port: number | undefined): boolean {
  return port !== undefined && socket.localPort === port;
}
