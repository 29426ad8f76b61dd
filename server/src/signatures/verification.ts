import { parseId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Verifier } from './directory.ts';
import { guesses, shownBase } from './explain.ts';
import type { SignatureKeyId } from './key.ts';
import { forgetNonceAt, parameterFaults, uncovered } from './policy.ts';
import {
  digestDifference,
  linesOf,
  type Request,
  type Signature,
  SignatureFault,
  signatureBase,
  signaturesOf,
  verifies,
} from './rfc9421/index.ts';

interface Means {
  /** In milliseconds. */
  readonly now: number;
  /** The account's active key of this id. */
  readonly keyOf: (id: SignatureKeyId) => Promise<Verifier | null>;
  /** Uses a nonce, and tells whether it is the first use. */
  readonly useNonce: (key: SignatureKeyId, nonce: string, forgetAt: number) => Promise<boolean>;
}

type Code = 'signature_invalid' | 'signature_expired' | 'signature_replayed' | 'digest_mismatch';

/**
 * Checks every signature of the request that names a key of ours, and returns the keys. Those of others, as of a proxy, are left
 * alone; but one at least must be for us. Throws `signature_invalid`, `signature_expired`, `signature_replayed` or `digest_mismatch`.
 */
export async function verifyRequest(request: Request, body: Buffer, means: Means): Promise<Verifier[]> {
  return telling(async () => {
    const ours = signaturesOf(request).flatMap((signature) => {
      const id = parseId('sigkey', signature.parameters.keyid ?? '');
      return id === null ? [] : [{ signature, id }];
    });
    if (ours.length === 0)
      throw new SignatureFault(
        'No signature names a key of this platform: `keyid` must be the id of a registered key, `sigkey_…`.',
      );
    const verified: Verifier[] = [];
    for (const { signature, id } of ours) verified.push(await verify(request, body, signature, id, means));
    return verified;
  });
}

async function verify(
  request: Request,
  body: Buffer,
  signature: Signature,
  id: SignatureKeyId,
  { now, keyOf, useNonce }: Means,
): Promise<Verifier> {
  const { components, covered, parameters, value } = signature;
  const lines = linesOf(request, components);
  const refuse = (code: Code, differences: readonly string[]): never => {
    throw new Problem(code, `The signature ${signature.label}: ${differences.join(' ')}`, {
      signature_key: id,
      signature_base: shownBase(lines, signature),
      signature_differences: [...differences],
    });
  };
  const { invalid, untimely } = parameterFaults(parameters, now);
  const missing = uncovered(request, components, body.length > 0);
  if (missing.length > 0) invalid.push(`It does not cover ${missing.join(', ')}.`);
  if (invalid.length > 0) refuse('signature_invalid', invalid);
  if (untimely.length > 0) refuse('signature_expired', untimely);
  const key = (await keyOf(id)) ?? refuse('signature_invalid', [`The account has no active key ${id}.`]);
  if (parameters.alg !== undefined && parameters.alg !== key.algorithm)
    refuse('signature_invalid', [
      `\`alg\` is ${JSON.stringify(parameters.alg)}, and the key ${id} is for ${key.algorithm}.`,
    ]);
  if (components.some(({ name }) => name === 'content-digest')) {
    const difference = digestDifference(request.fields, body);
    if (difference !== null) refuse('digest_mismatch', [difference]);
  }
  if (!(await verifies(key.verifier, Buffer.from(signatureBase(lines, covered)), value)))
    refuse('signature_invalid', await guesses(request, signature, key.verifier));
  // Last, so that nobody else can use a nonce up.
  const { nonce = '', created = 0 } = parameters;
  if (!(await useNonce(id, nonce, forgetNonceAt(created))))
    refuse('signature_replayed', ['Its nonce was used before by this key.']);
  return key;
}

/** Turns what is wrong with the form of a signature into a refusal. */
async function telling<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SignatureFault)
      throw new Problem('signature_invalid', error.message, { signature_differences: [error.message] });
    throw error;
  }
}
