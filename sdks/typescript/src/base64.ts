const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export type Bytes = Uint8Array<ArrayBuffer>;

/** A key as JSON (RFC 7517). */
export interface Jwk {
  readonly kty?: string;
  readonly kid?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
  readonly d?: string;
  readonly p?: string;
  readonly q?: string;
  readonly dp?: string;
  readonly dq?: string;
  readonly qi?: string;
}

export type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Throws a `TypeError` where the bytes are no UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function base64(bytes: Uint8Array | ArrayBuffer): string {
  let binary = '';
  for (const byte of bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes)
    binary += String.fromCharCode(byte);
  return btoa(binary);
}

export function base64url(bytes: Uint8Array | ArrayBuffer): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Reads base64, with or without padding. Null where the text is none. */
export function fromBase64(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Reads base64url (RFC 4648 section 5) without padding. Null where the text is none. */
export function fromBase64url(text: string): Bytes | null {
  return /^[\w-]*$/.test(text) ? fromBase64(text.replaceAll('-', '+').replaceAll('_', '/')) : null;
}
