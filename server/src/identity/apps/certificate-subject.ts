import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What of a certificate may say whose it is (RFC 8705 section 2.1.2). */
export const subjectKinds = ['subject_dn', 'san_dns', 'san_uri', 'san_ip', 'san_email'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** By what an app's certificate is known, among those that the operator's authorities issue. */
export interface CertificateSubject {
  readonly kind: SubjectKind;
  readonly value: string;
}

/** What is wrong with what an app wants to be known by, as the rest of a sentence; null where nothing is. */
export function faultOf({ kind, value }: CertificateSubject): string | null {
  switch (kind) {
    case 'subject_dn':
      return parseName(value) === null
        ? 'must be a distinguished name as RFC 4514 writes it: CN=shop,O=Paper & Pine,C=SE.'
        : null;
    case 'san_dns':
      return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(value) ? null : 'must be the name of a host, without a *.';
    case 'san_uri':
      return URL.canParse(value) ? null : 'must be a URI.';
    case 'san_ip':
      return isIP(value) !== 0 ? null : 'must be an IPv4 or IPv6 address.';
    case 'san_email':
      return /^[^\s@]+@[^\s@]+$/.test(value) ? null : 'must be an e-mail address.';
  }
}

/** Whether the certificate is of this subject. Whether to believe it is for its issuer to say. */
export function isOf(certificate: X509Certificate, { kind, value }: CertificateSubject): boolean {
  switch (kind) {
    case 'subject_dn':
      return isSame(parseName(value), nameOf(certificate));
    case 'san_dns':
      return alternatives(certificate, 'DNS').some((each) => each.toLowerCase() === value.toLowerCase());
    case 'san_uri':
      return alternatives(certificate, 'URI').includes(value);
    case 'san_ip': {
      const wanted = ipaddr.parse(value).toNormalizedString();
      return alternatives(certificate, 'IP Address').some(
        (each) => isIP(each) !== 0 && ipaddr.parse(each).toNormalizedString() === wanted,
      );
    }
    case 'san_email':
      return alternatives(certificate, 'email').includes(value);
  }
}

/**
 * The alternative names of one kind. Node writes all in one line, with those in quotes, as JSON, that have a comma or a quote
 * themselves: so a name cannot pass for two.
 */
function alternatives({ subjectAltName = '' }: X509Certificate, kind: string): string[] {
  const names = subjectAltName.matchAll(/([^:,]+):("(?:\\.|[^"\\])*"|[^,"]*)(?:, |$)/gy);
  return [...names].flatMap(([, of, text = '']) =>
    of === kind ? [text.startsWith('"') ? (JSON.parse(text) as string) : text] : [],
  );
}

/** A distinguished name: its parts, of which each is a set of `type=value`. The last part of a certificate's subject comes first. */
type Name = readonly ReadonlySet<string>[];

function isSame(one: Name | null, other: Name | null): boolean {
  return (
    one !== null &&
    other !== null &&
    one.length === other.length &&
    one.every((part, index) => {
      const opposite = other[index] as ReadonlySet<string>;
      return part.size === opposite.size && [...part].every((each) => opposite.has(each));
    })
  );
}

/** Node writes a part in each line, the first first, and in it what RFC 4514 says. */
function nameOf({ subject }: X509Certificate): Name | null {
  return nameFrom((subject ?? '').split('\n').reverse());
}

/** Reads a name as RFC 4514 writes it; null where it is none. Types are taken in any case, values to the letter. */
function parseName(text: string): Name | null {
  return nameFrom(splitAt(',', text));
}

function nameFrom(texts: readonly string[]): Name | null {
  const parts = texts.map((text) => splitAt('+', text).map(pairOf));
  return parts.flat().includes(null) ? null : parts.map((pairs) => new Set(pairs as string[]));
}

/** Splits where the sign is not escaped. */
function splitAt(sign: ',' | '+', text: string): string[] {
  const parts = [''];
  for (const each of text.match(/\\[\s\S]|[\s\S]/gu) ?? []) {
    if (each === sign) parts.push('');
    else parts[parts.length - 1] += each;
  }
  return parts;
}

function pairOf(text: string): string | null {
  const [, type, value] = /^ *([a-z][a-z0-9-]*|\d+(?:\.\d+)+) *=([\s\S]*)$/i.exec(text) ?? [];
  const plain = value === undefined ? null : plainOf(value);
  return type === undefined || plain === null ? null : `${type.toUpperCase()}=${plain}`;
}

/** The value without its escapes; null where there is none, or one that is written as bytes (#). */
function plainOf(value: string): string | null {
  const signs: string[] = value.match(/\\[0-9a-f]{2}|\\[\s\S]|[\s\S]/giu) ?? [];
  // Spaces around it are no part of it, unless they are escaped.
  const from = signs.findIndex((sign) => sign !== ' ');
  const inner = signs.slice(from, signs.findLastIndex((sign) => sign !== ' ') + 1);
  if (from < 0 || inner[0] === '#') return null;
  const bytes = inner.map((sign) => {
    if (/^\\[0-9a-f]{2}$/i.test(sign)) return Buffer.from(sign.slice(1), 'hex');
    if (sign.startsWith('\\')) return /^\\[ "#+,;<=>\\]$/.test(sign) ? Buffer.from(sign.slice(1)) : null;
    return /["+,;<>\0]/.test(sign) ? null : Buffer.from(sign);
  });
  if (bytes.includes(null)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(bytes as Buffer[]));
  } catch {
    return null;
  }
}
