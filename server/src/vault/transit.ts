import { OperatorError } from '../kernel/operator-error.ts';
import type { KeyEncryption } from './key-encryption.ts';

/** How long the service may take to answer. */
const ANSWER_MS = 5000;

/**
 * A key in the Transit engine of OpenBao or HashiCorp Vault, by its HTTP API. The key never leaves the service: data keys are sent
 * there to be encrypted and decrypted.
 */
export class TransitKey implements KeyEncryption {
  /** The address of the key. */
  readonly id: string;
  readonly #token: () => Promise<string>;

  /**
   * @param url `https://HOST/v1/MOUNT/keys/NAME`.
   * @param token read anew for each request, because tokens are renewed.
   */
  constructor(url: string, token: () => Promise<string>) {
    this.id = url;
    this.#token = token;
  }

  async wrap(dataKey: Buffer, context: string): Promise<Buffer> {
    const plaintext = dataKey.toString('base64');
    return Buffer.from(
      await this.#ask('encrypt', { plaintext, associated_data: base64(context) }, 'ciphertext'),
    );
  }

  async unwrap(wrapped: Buffer, context: string): Promise<Buffer> {
    const ciphertext = wrapped.toString();
    return Buffer.from(
      await this.#ask('decrypt', { ciphertext, associated_data: base64(context) }, 'plaintext'),
      'base64',
    );
  }

  async #ask(act: 'encrypt' | 'decrypt', body: object, member: 'ciphertext' | 'plaintext'): Promise<string> {
    const url = this.id.replace(/\/keys\/([^/]+)$/, `/${act}/$1`);
    const token = await this.#token();
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-vault-token': token },
      body: JSON.stringify(body),
      // A token is for this address alone.
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch((error: Error) => {
        throw this.#down(reasonOf(error), error);
      });
    if (answer.status !== 200) throw this.#refused(answer.status, answer.text);
    const given = dataOf(answer.text)[member];
    if (typeof given === 'string') return given;
    throw new OperatorError(
      `What answers at ${url} is no Transit engine: its answer has no ${member}. Correct FLORIN_KEK.`,
    );
  }

  #refused(status: number, text: string): Error {
    const said = errorsOf(text);
    switch (status) {
      case 400:
        return new Error(`${this.id} refused: ${said}`);
      case 401:
      case 403:
        return new OperatorError(
          `${this.id} refused the token (${said}): put one into FLORIN_KEK_TOKEN or FLORIN_KEK_TOKEN_FILE whose policy has ` +
            '"update" on encrypt and decrypt of this key.',
        );
      case 404:
        return new OperatorError(
          `There is no key at ${this.id} (${said}). Create it, or correct FLORIN_KEK.`,
        );
      default:
        return this.#down(`${status} ${said}`);
    }
  }

  /** What may be better at the next start. */
  #down(reason: string, cause?: Error): OperatorError {
    return new OperatorError(
      `The key encryption service at ${this.id} does not answer as it should (${reason}), and without it no data key can be ` +
        'read. Start or unseal it, then start again. Servers that run go on with the keys that they have.',
      { exitCode: 1, cause },
    );
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function reasonOf(error: Error): string {
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : message;
}

function dataOf(text: string): Record<string, unknown> {
  const { data } = parsed(text) as { data?: unknown };
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
}

/** What the service says is wrong, in its own form: `{"errors": ["…"]}`. It repeats nothing that it was sent. */
function errorsOf(text: string): string {
  const { errors } = parsed(text) as { errors?: unknown };
  return Array.isArray(errors) && errors.length > 0 ? errors.join('; ').slice(0, 200) : 'it did not say why';
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
