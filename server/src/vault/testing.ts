/** For tests: keys in memory alone, and a stand-in for the Transit engine of OpenBao and HashiCorp Vault. */
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type pg from 'pg';
import { uuidOf } from '../kernel/ids.ts';
import { encrypt } from './aes-gcm.ts';
import type { KeyEncryptions } from './key-encryption.ts';
import { KeyRing } from './keys.ts';

/** A table of data keys that is only in memory, with as many keys as it is given. The last one seals. */
export async function keysInMemory({
  root = randomBytes(32),
  encryptions,
  dataKeys = 1,
}: {
  root?: Buffer;
  encryptions?: KeyEncryptions;
  dataKeys?: number;
} = {}): Promise<KeyRing> {
  const keys = new KeyRing(root, encryptions);
  const made = await Promise.all(Array.from({ length: dataKeys }, () => keys.dataKeys.make([])));
  const rows = made.map(({ id, ...row }) => ({ id: uuidOf(id), ...row, seals: true, retired: false }));
  await keys.dataKeys.look({ query: async () => ({ rows }) } as unknown as pg.Pool);
  return keys;
}

/** Seals a value as it was done before there were data keys: under a key derived from the root key. */
export function sealedBefore(keys: KeyRing, context: string, plaintext: Buffer): Buffer {
  const header = Buffer.concat([Buffer.of(1), Buffer.from(keys.id, 'hex')]);
  const nonce = randomBytes(12);
  const associated = Buffer.concat([header, Buffer.from(context)]);
  return Buffer.concat([header, nonce, encrypt(keys.derive('vault'), nonce, associated, plaintext)]);
}

export interface TestTransit {
  /** The address of its key. */
  readonly url: string;
  readonly token: string;
  /** How often it was asked. */
  readonly asked: number;
  /** What it answers instead of serving, such as 503 where it is sealed. */
  trouble: number | null;
  /** Called at each request, which is answered after that. */
  before: (act: string) => Promise<void>;
  /** Adds a version of the key, which encrypts from then on; what others have encrypted still opens. */
  rotate(): void;
  close(): Promise<void>;
}

/** A server that encrypts as the Transit engine does: with AES-256-GCM, associated data and versions of its key. */
export async function openTransit(name = 'florin'): Promise<TestTransit> {
  const versions = [createSecretKey(randomBytes(32))];
  const token = `hvs.${randomBytes(16).toString('hex')}`;
  const transit: Pick<TestTransit, 'trouble' | 'before'> & { asked: number } = {
    asked: 0,
    trouble: null,
    before: async () => {},
  };
  const encrypted = (body: Record<string, string>): Record<string, string> => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', versions.at(-1) as never, nonce, { authTagLength: 16 });
    cipher.setAAD(Buffer.from(body.associated_data ?? '', 'base64'));
    const parts = [nonce, cipher.update(body.plaintext ?? '', 'base64'), cipher.final(), cipher.getAuthTag()];
    return { ciphertext: `vault:v${versions.length}:${Buffer.concat(parts).toString('base64')}` };
  };
  const decrypted = (body: Record<string, string>): Record<string, string> => {
    const [, version = '', text = ''] = /^vault:v(\d+):(.+)$/.exec(body.ciphertext ?? '') ?? [];
    const key = versions[Number(version) - 1];
    if (key === undefined) throw new Error('invalid ciphertext: no prefix');
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(body.associated_data ?? '', 'base64')).setAuthTag(bytes.subarray(-16));
    return {
      plaintext: Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString(
        'base64',
      ),
    };
  };
  const answer = async (request: IncomingMessage): Promise<[number, object]> => {
    transit.asked++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const act = /^\/v1\/transit\/(encrypt|decrypt)\/([\w-]+)$/.exec(request.url ?? '');
    await transit.before(act?.[1] ?? '');
    if (transit.trouble !== null) return [transit.trouble, { errors: ['Vault is sealed'] }];
    if (request.headers['x-vault-token'] !== token) return [403, { errors: ['permission denied'] }];
    if (request.method !== 'POST' || act?.[2] !== name) return [404, { errors: [] }];
    try {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      return [200, { data: act[1] === 'encrypt' ? encrypted(body) : decrypted(body) }];
    } catch {
      return [400, { errors: ['cipher: message authentication failed'] }];
    }
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(transit, {
    token,
    url: `http://127.0.0.1:${port}/v1/transit/keys/${name}`,
    rotate: () => void versions.push(createSecretKey(randomBytes(32))),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}
