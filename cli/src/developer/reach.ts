/** One request, and a sentence where nobody answers. */
import { CommandError } from './trouble.ts';

/** Longer than a server takes at most, which answers after a minute in any case. */
const ANSWER_MS_MAX = 70_000;

/** @throws CommandError if there is no answer. */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, {
      redirect: 'manual',
      ...{ ...init, signal: init.signal ?? AbortSignal.timeout(ANSWER_MS_MAX) },
    });
  } catch (error) {
    const ask = isRefused(error) ? ' Is Florin running ("npm start")?' : '';
    throw new CommandError(
      'noAnswer',
      `No answer from ${new URL(url).origin}: ${reasonOf(error)}${ask}`,
      error,
    );
  }
}

function isRefused(error: unknown): boolean {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
}

/** Why there was no answer, in words where a code is known. */
export function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return 'it took too long.';
  if (code === 'ECONNREFUSED') return 'nothing listens there.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host is known.';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return 'what listens there does not speak TLS. On your own machine, write http://.';
  if (code?.includes('CERT') || code?.startsWith('ERR_TLS') || code?.includes('SIGNED'))
    return `its certificate is not trusted (${code}). NODE_EXTRA_CA_CERTS names the file of an authority to trust.`;
  return `${(inner ?? '').trim() || (code ?? message)}.`;
}
