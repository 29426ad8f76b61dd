/** `florin sign` and `florin verify-signature`: what is signed of a request, on both sides. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { accountOf, type CommonOptions } from './account.ts';
import { checkedCall, collected, headersOf, readData } from './api.ts';
import { paint } from './print.ts';
import { reach } from './reach.ts';
import { refusal } from './request.ts';
import { checked, readSigningKey, type Signable, signed } from './signature.ts';
import { CommandError } from './trouble.ts';

interface RequestOptions {
  readonly data?: string;
  readonly header: readonly string[];
}

interface SignOptions extends RequestOptions {
  readonly signingKey: string;
  readonly keyId: string;
  readonly send?: true;
}

export function addSign(program: Command): void {
  program
    .command('sign')
    .description('sign a request (RFC 9421): show what is signed, and with --send what Florin sees of it')
    .argument('<method>', 'GET, POST or DELETE')
    .argument('<path>', 'as in /v1/payments')
    .requiredOption('--signing-key <file>', 'your private key in PEM')
    .requiredOption('--key-id <id>', 'the id of its public key at Florin, sigkey_…')
    .option('-d, --data <json>', 'the body: JSON, @FILE, or - for the standard input')
    .option('-H, --header <line>', 'another header; may be repeated', collected, [])
    .option('--send', 'send it')
    .action(signRequest);
  program
    .command('verify-signature')
    .description('check a signed request that your own program has made, without sending it')
    .argument('<method>', 'GET, POST or DELETE')
    .argument('<url>', 'the whole address')
    .requiredOption('--public-key <file>', 'the public key in PEM')
    .option('-d, --data <text>', 'the body, byte for byte: JSON, @FILE, or - for the standard input')
    .option('-H, --header <line>', 'a header as it is sent; may be repeated', collected, [])
    .action(verifyRequest);
}

async function signRequest(
  method: string,
  path: string,
  options: SignOptions,
  command: Command,
): Promise<void> {
  const verb = checkedCall(method, path);
  const key = readSigningKey(await fileOf(options.signingKey), 'private');
  const account = await accountOf(command);
  const body = options.data === undefined ? undefined : await readData(options.data);
  const request: Signable = {
    method: verb,
    url: `${account.baseUrl}${path}`,
    headers: {
      authorization: `Bearer ${await account.bearer()}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headersOf(options.header),
    },
    ...(body === undefined ? {} : { body }),
  };
  const { headers, base } = signed(request, key, options.keyId, Date.now());
  const shown = base.map(withoutSecret);
  if (options.send !== true) {
    const { json } = command.optsWithGlobals<CommonOptions>();
    if (json === true) console.log(JSON.stringify({ signature_base: shown, headers }, null, 2));
    else
      console.log(
        [...shown, '', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n'),
      );
    return;
  }
  const answer = await reach(request.url, {
    method: verb,
    headers: { ...request.headers, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const came = await answer.text();
  if (answer.ok) {
    process.stdout.write(`${came.trimEnd()}\n`);
    return;
  }
  const { signature_base } = baseIn(came);
  if (signature_base !== undefined) console.log(besides(shown, signature_base).join('\n'));
  throw refusal(account, answer, came);
}

async function verifyRequest(method: string, url: string, options: RequestOptions & { publicKey: string }) {
  if (!URL.canParse(url))
    throw new CommandError('arguments', `${url} is no whole address, as in https://pay.example/v1/payments.`);
  const key = readSigningKey(await fileOf(options.publicKey), 'public');
  const body = options.data === undefined ? undefined : await readData(options.data);
  const { right, base, faults } = checked(
    { method, url, headers: headersOf(options.header), ...(body === undefined ? {} : { body }) },
    key,
  );
  console.log(base.map(withoutSecret).join('\n'));
  const wrong = [...(right ? [] : ['The signature is not over these lines, or by another key.']), ...faults];
  if (wrong.length > 0) throw new CommandError('refused', wrong.join('\n'));
  console.log(paint('green', 'The signature is right.'));
}

/** Both sides line by line: what differs has a mark, yours first. */
function besides(ours: readonly string[], theirs: readonly string[]): string[] {
  return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, at) => {
    const [yours = '(nothing)', florins = '(nothing)'] = [ours[at], theirs[at]];
    return yours === florins
      ? `  ${yours}`
      : `${paint('red', `- ${yours}`)}\n${paint('green', `+ ${florins}`)}`;
  });
}

/** As Florin shows it: of a secret only the end. */
function withoutSecret(line: string): string {
  const [, name, value = ''] = /^("authorization"): (.*)$/.exec(line) ?? [];
  return name === undefined ? line : `${name}: …${value.slice(-4)} (${value.length} characters, not shown)`;
}

function baseIn(body: string): { readonly signature_base?: readonly string[] } {
  try {
    const problem: unknown = JSON.parse(body);
    return typeof problem === 'object' && problem !== null ? problem : {};
  } catch {
    return {};
  }
}

async function fileOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError('arguments', `${path} cannot be read: ${(error as Error).message}`, error);
  }
}
