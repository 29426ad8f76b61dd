import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keptVectors } from '../../../sdks/vectors/source/files.ts';
import { Problem } from '../kernel/problem.ts';
import type { Verifier } from './directory.ts';
import {
  digestDifference,
  linesOf,
  publicKey,
  type Request,
  type Response,
  sharedKey,
  signatureBase,
  signaturesOf,
  verifies,
} from './rfc9421/index.ts';
import { verifyRequest } from './verification.ts';

const { cases, keys, required, tolerance } = keptVectors('signatures');
type Case = (typeof cases)[number];
type Arrived = Case['arrived'];

function verifierOf(id: string) {
  const key = keys[id as keyof typeof keys];
  return 'secret_base64' in key
    ? sharedKey(Buffer.from(key.secret_base64, 'base64'))
    : publicKey(key.public_pem, key.algorithm as 'ed25519');
}

function requestOf({ method, url, headers }: Arrived['request'], fields: Record<string, string>): Request {
  const { protocol, host, pathname, search } = new URL(url);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const all = Object.entries({ ...headers, ...fields });
  return { kind: 'request', method, scheme, authority: host, target: pathname + search, fields: all };
}

const signatureFields = ({ label, signature_input, signature }: Case) => ({
  'signature-input': signature_input,
  signature: `${label}=:${signature}:`,
});

/** Checks what a client gets of Florin, by the rules of the guide and the functions that the server signs with. */
async function judge(one: Case, message: Request | Response, body: string): Promise<string | null> {
  const [signature] = signaturesOf(message);
  assert.ok(signature);
  const { components, covered, parameters, value } = signature;
  const { always } = required[one.kind];
  if (!always.every((name) => components.some((each) => each.identifier === `"${name}"`)))
    return 'signature_invalid';
  if (Math.abs((parameters.created ?? 0) - one.now) > tolerance) return 'signature_expired';
  if (digestDifference(message.fields, Buffer.from(body)) !== null) return 'digest_mismatch';
  const base = signatureBase(linesOf(message, components), covered);
  return (await verifies(verifierOf(one.key), Buffer.from(base), value)) ? null : 'signature_invalid';
}

/** What the server says of a request, with the code of its refusal. */
async function judgeRequest(one: Case): Promise<string | null> {
  const verifier = verifierOf(one.key);
  const known = { id: one.key, algorithm: verifier.algorithm, verifier } as unknown as Verifier;
  try {
    await verifyRequest(
      requestOf(one.arrived.request, signatureFields(one)),
      Buffer.from(one.arrived.request.body),
      {
        now: one.now * 1000,
        keyOf: async (id) => (id === one.key ? known : null),
        useNonce: async () => true,
      },
    );
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

describe('the vectors of signatures', () => {
  for (const one of cases)
    it(`are judged alike by the server: ${one.name}`, async () => {
      const { kind, arrived, reason = null } = one;
      if (kind === 'request') return assert.equal(await judgeRequest(one), reason);
      const fields = signatureFields(one);
      if (kind === 'webhook')
        return assert.equal(
          await judge(one, requestOf(arrived.request, fields), arrived.request.body),
          reason,
        );
      assert.ok(arrived.answer);
      const { status, headers, body } = arrived.answer;
      const request = requestOf(arrived.request, {});
      const all = Object.entries({ ...headers, ...fields });
      return assert.equal(await judge(one, { kind: 'response', status, fields: all, request }, body), reason);
    });

  it('have the base that the server makes of what was signed', () => {
    for (const one of cases) {
      const { signed, signature_base } = one;
      const fields = { 'signature-input': one.signature_input, signature: `${one.label}=:AA==:` };
      // A component that is covered twice has no base.
      if (new Set(signed.covered).size < signed.covered.length) continue;
      const request = requestOf(signed.request, one.kind === 'answer' ? {} : fields);
      const message: Request | Response =
        signed.answer === undefined
          ? request
          : {
              kind: 'response',
              status: signed.answer.status,
              request,
              fields: Object.entries({ ...signed.answer.headers, ...fields }),
            };
      const [signature] = signaturesOf(message);
      assert.ok(signature);
      assert.equal(
        signatureBase(linesOf(message, signature.components), signature.covered),
        signature_base,
        one.name,
      );
    }
  });

  it('have every algorithm of RFC 9421, taken and refused', () => {
    for (const algorithm of [
      'ed25519',
      'ecdsa-p256-sha256',
      'ecdsa-p384-sha384',
      'rsa-pss-sha512',
      'rsa-v1_5-sha256',
      'hmac-sha256',
    ])
      for (const accepted of [true, false])
        assert.ok(
          cases.some((one) => one.algorithm === algorithm && one.accepted === accepted),
          `${algorithm} ${accepted}`,
        );
  });
});
