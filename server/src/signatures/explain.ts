import {
  type BaseLine,
  lengthOf,
  linesOf,
  type PublicKey,
  type Request,
  type Signature,
  signatureBase,
  verifies,
} from './rfc9421/index.ts';

/** Fields whose values nobody should see in an answer, which may be logged. */
const SECRET = /authorization|cookie|api-?key|secret|token|password/;

/** The signature base as it may be shown: of secrets only the end is told. */
export function shownBase(lines: readonly BaseLine[], { covered }: Signature): string[] {
  const base = signatureBase(
    lines.map((line) =>
      SECRET.test(line.component.name) ? { ...line, value: shortened(line.value) } : line,
    ),
    covered,
  );
  return base.split('\n');
}

function shortened(value: string): string {
  const end = value.length >= 24 ? value.slice(-4) : '';
  return `…${end} (${value.length} characters, not shown)`;
}

/** What may be the reason that a signature does not verify, found by trying what goes wrong most often. */
export async function guesses(request: Request, signature: Signature, key: PublicKey): Promise<string[]> {
  const { value, components, covered } = signature;
  const length = lengthOf(key);
  if (key.algorithm.startsWith('ecdsa') && value.length !== length && value[0] === 0x30)
    return [
      'The signature looks like DER. ECDSA signatures are the numbers r and s one after another (IEEE P1363).',
    ];
  if (length !== null && value.length !== length)
    return [`The signature has ${value.length} bytes, and one by ${key.algorithm} has ${length}.`];
  const base = (message: Request) => signatureBase(linesOf(message, components), covered);
  const scheme = request.scheme === 'http' ? 'https' : 'http';
  const tries: readonly (readonly [base: string, reason: string])[] = [
    [
      `${base(request)}\n`,
      'It was made over the signature base with a line break at its end. There is none.',
    ],
    [
      base({ ...request, scheme }),
      `It was made for ${scheme}, and this server was asked by ${request.scheme}. Behind a proxy, see FLORIN_TRUSTED_PROXIES.`,
    ],
    [
      base({ ...request, authority: request.authority.replace(/:\d+$/, '') }),
      'It was made over "@authority" without the port, which belongs there.',
    ],
    [base({ ...request, method: request.method.toLowerCase() }), 'It was made over "@method" in lower case.'],
  ];
  for (const [other, reason] of tries)
    if (other !== base(request) && (await verifies(key, Buffer.from(other), value))) return [reason];
  return [
    'The signature base or the key is another. Compare `signature_base` with yours, and the fingerprint of the key with that of yours.',
  ];
}
