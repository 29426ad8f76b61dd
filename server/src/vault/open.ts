import { createSecretKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { fileTrouble, OperatorError } from '../kernel/operator-error.ts';
import { Repeating } from '../kernel/repeating.ts';
import type { Log } from '../kernel/seldom.ts';
import { type KekSource, parseKey } from './kek-source.ts';
import { type KeyEncryption, type KeyEncryptions, LocalKey } from './key-encryption.ts';
import { KeyRing, rootEncryption } from './keys.ts';
import { TransitKey } from './transit.ts';

/** How often a process looks for new data keys. */
const LOOK_MS = 2000;

/** What is set of key encryption keys. */
export interface KekSettings {
  readonly kek: KekSource;
  readonly kekBefore?: KekSource | undefined;
  readonly kekToken?: string | undefined;
  readonly kekTokenFile?: string | undefined;
}

/**
 * Opens the keys of an installation: reads the data keys, and makes the first one where there is none. Throws `OperatorError` if
 * one of them cannot be unwrapped.
 * @param root 32 bytes.
 */
export async function openKeys(
  home: pg.Pool,
  root: Buffer,
  settings: KekSettings = { kek: { kind: 'root' } },
): Promise<KeyRing> {
  const keys = new KeyRing(root, await encryptionsOf(root, settings));
  await keys.dataKeys.look(home);
  return keys;
}

/** Looks for new data keys over and over, so that each is known here before any process seals with it. */
export function followDataKeys(home: pg.Pool, keys: KeyRing, seldom: Log): { stop(): Promise<void> } {
  // A look that failed is no failure of `Repeating`, which would wait longer and longer: however long the database or the key
  // service was away, new keys are known two seconds after it is back.
  const look = () =>
    keys.dataKeys.look(home).catch((error) => seldom.error({ err: error }, 'a data key could not be read'));
  return new Repeating(LOOK_MS, look, () => {});
}

async function encryptionsOf(root: Buffer, settings: KekSettings): Promise<KeyEncryptions> {
  const { kek, kekBefore } = settings;
  return {
    present: await encryptionOf(kek, root, settings),
    before: kekBefore === undefined ? null : await encryptionOf(kekBefore, root, settings),
  };
}

async function encryptionOf(source: KekSource, root: Buffer, settings: KekSettings): Promise<KeyEncryption> {
  switch (source.kind) {
    case 'root':
      return rootEncryption(root);
    case 'key':
      return localKey(parseKey(source.hex), 'FLORIN_KEK');
    case 'file':
      return localKey(parseKey(await readSecret(source.path)), source.path);
    case 'transit':
      return new TransitKey(source.url, () => tokenOf(settings));
  }
}

function localKey(bytes: Buffer | null, place: string): LocalKey {
  if (bytes === null)
    throw new OperatorError(
      `${place} does not hold 32 bytes in hex (openssl rand -hex 32): put the right key there.`,
    );
  return new LocalKey('key', createSecretKey(bytes));
}

async function tokenOf({ kekToken, kekTokenFile }: KekSettings): Promise<string> {
  const token = kekTokenFile === undefined ? (kekToken ?? '') : await readSecret(kekTokenFile);
  // It becomes a field of a request.
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new OperatorError(
    `There is no token for the key encryption service in ${kekTokenFile ?? 'FLORIN_KEK_TOKEN'}: put one there, and nothing else.`,
  );
}

async function readSecret(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT')
      throw new OperatorError(
        `There is no file ${path}: put the key or token there, or correct FLORIN_KEK….`,
      );
    throw fileTrouble(error, { folder: path, instead: 'name another file' }) ?? error;
  });
  return text.trim();
}
