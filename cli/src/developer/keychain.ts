/**
 * The system's keychain, by the program that the system has for it: libsecret's `secret-tool` where a Secret Service runs, `security`
 * on macOS. Secrets go in and out by pipes, because everybody on a machine sees the arguments of its programs.
 */
import { execFile } from 'node:child_process';

const SERVICE = 'florin';
/** A keychain that is locked asks its owner. After that long nobody is there to answer. */
const ANSWER_MS_MAX = 60_000;

interface Keychain {
  /** Null: there is none of that name, or it may not be read. */
  read(name: string): Promise<string | null>;
  /** Keeps what is easy to quote: letters, digits, `+`, `/` and `=`. */
  write(name: string, secret: string): Promise<void>;
  remove(name: string): Promise<void>;
}

const secretService: Keychain = {
  read: (name) => runs('secret-tool', ['lookup', 'service', SERVICE, 'profile', name]),
  async write(name, secret) {
    const label = `--label=Florin ${name}`;
    await runs('secret-tool', ['store', label, 'service', SERVICE, 'profile', name], secret);
  },
  async remove(name) {
    await runs('secret-tool', ['clear', 'service', SERVICE, 'profile', name]);
  },
};

const macOs: Keychain = {
  read: (name) => runs('security', ['find-generic-password', '-s', SERVICE, '-a', name, '-w']),
  async write(name, secret) {
    const command = `add-generic-password -U -s ${SERVICE} -a "${name}" -w "${secret}"\n`;
    await runs('security', ['-i'], command);
  },
  async remove(name) {
    await runs('security', ['delete-generic-password', '-s', SERVICE, '-a', name]);
  },
};

/** Null where this machine has none, or nobody's session is open that has one. */
function systemKeychain(env: NodeJS.ProcessEnv = process.env): Keychain | null {
  if (process.platform === 'darwin') return macOs;
  return process.platform === 'linux' && env.DBUS_SESSION_BUS_ADDRESS ? secretService : null;
}

/** Returns whether the keychain has it now. It is read again to know. */
export async function keep(name: string, secret: string): Promise<boolean> {
  const keychain = systemKeychain();
  if (keychain === null) return false;
  const written = Buffer.from(secret).toString('base64');
  await keychain.write(name, written);
  return (await keychain.read(name)) === written;
}

/** Returns what was kept, or null. */
export async function kept(name: string): Promise<string | null> {
  const written = (await systemKeychain()?.read(name)) ?? null;
  return written === null ? null : Buffer.from(written, 'base64').toString();
}

export async function forget(name: string): Promise<void> {
  await systemKeychain()?.remove(name);
}

/** What the program printed; null where it is not there, failed, or did not answer. */
function runs(program: string, args: readonly string[], input = ''): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { timeout: ANSWER_MS_MAX }, (error, stdout) =>
      resolve(error === null ? stdout.trimEnd() : null),
    );
    // A program that is not there reads nothing.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
