import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import {
  type IdempotentAnswer,
  IdParams,
  keysetOf,
  moment,
  principalOf,
  runIdempotently,
} from '../http/index.ts';
import { findClient } from '../identity/index.ts';
import { parseId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { KeyFault } from '../kernel/public-key.ts';
import type { Base } from '../module.ts';
import type { SignatureDirectory } from './directory.ts';
import { keyView, type SignatureKey, type SignatureKeyId, type Signer, signerId } from './key.ts';
import { CreateKeyBody, ListQuery, operations, RevokeBody, SettingsBody, SettingsQuery } from './openapi.ts';
import { type PublicAlgorithm, publicKey } from './rfc9421/index.ts';
import {
  addKey,
  beginChange,
  findKey,
  keysOf,
  lasts,
  listKeys,
  modeOf,
  revokeKey,
  setMode,
} from './store.ts';

/** The routes for the signature keys of the account that asks, and for whether its requests are signed. */
export function signatureRoutes(base: Base, directory: SignatureDirectory): void {
  const { app, home, keys: ring, acts, clock, settings } = base;
  const reads = { scope: 'signature_keys:read' } as const;
  const writes = { scope: 'signature_keys:write', idempotency: 'key' } as const;
  const show = (key: SignatureKey) => keyView(key, clock.now());
  /** Does a change, and sees to it that this process knows of it when it is answered. */
  const change = async (
    request: FastifyRequest,
    signer: Signer,
    work: (client: pg.PoolClient) => Promise<object>,
  ) => {
    const options = { pool: home, keys: ring, clock, acts, table: 'home_idempotency' } as const;
    const { body } = await runIdempotently(options, request, async (client): Promise<IdempotentAnswer> => {
      await beginChange(client, signerId(signer));
      return { status: 200, body: await work(client) };
    });
    await directory.refresh();
    return body;
  };

  app.post(
    '/v1/signature_keys',
    {
      config: {
        ...writes,
        act: { name: 'signature_key.create', kept: 'with it' },
        operation: operations.create,
      },
      schema: { body: CreateKeyBody },
    },
    async (request) => {
      const { name, expires_at } = request.body;
      const signer = await signerIn(home, request, request.body.app);
      const key = keyIn(request.body, settings.signatureDsa);
      const at = clock.now();
      const expiresAt = expires_at === undefined ? null : moment('expires_at', expires_at);
      if (expiresAt !== null && expiresAt <= at)
        throw new Problem('invalid_request', 'expires_at must be in the future.', { field: 'expires_at' });
      return change(request, signer, async (client) =>
        show(await addKey(client, signer, { name, key, expiresAt }, at)),
      );
    },
  );

  app.get(
    '/v1/signature_keys',
    { config: { ...reads, operation: operations.list }, schema: { querystring: ListQuery } },
    async (request) => {
      const page = keysetOf('sigkey', request.query);
      const { keys, more } = await listKeys(home, principalOf(request).account, page);
      return { object: 'list', data: keys.map(show), has_more: more };
    },
  );

  app.get(
    '/v1/signature_keys/:id',
    { config: { ...reads, operation: operations.retrieve }, schema: { params: IdParams } },
    async (request) => show(await findKey(home, principalOf(request).account, idOf(request))),
  );

  app.post(
    '/v1/signature_keys/:id/revoke',
    {
      config: {
        ...writes,
        act: { name: 'signature_key.revoke', kept: 'with it' },
        operation: operations.revoke,
      },
      schema: { params: IdParams, body: RevokeBody },
    },
    async (request) => {
      const key = await findKey(home, principalOf(request).account, idOf(request));
      return change(request, key.owner, async (client) => show(await revokeKey(client, key, clock.now())));
    },
  );

  const shown = ({ app }: Signer, mode: string) => ({ object: 'signature_settings', app, mode });
  app.get(
    '/v1/signature_settings',
    { config: { ...reads, operation: operations.readSettings }, schema: { querystring: SettingsQuery } },
    async (request) => {
      const signer = await signerIn(home, request, request.query.app);
      return shown(signer, await modeOf(home, signerId(signer)));
    },
  );

  app.post(
    '/v1/signature_settings',
    {
      config: {
        ...writes,
        act: { name: 'signature_settings.change', kept: 'with it' },
        operation: operations.changeSettings,
        checksSignature: true,
      },
      schema: { body: SettingsBody },
    },
    async (request) => {
      const { mode, app } = request.body;
      const signer = await signerIn(home, request, app);
      return change(request, signer, async (client) => {
        if (mode === 'required' && signer.app === null) await requireProof(client, request, clock.now());
        await setMode(client, signerId(signer), mode);
        return shown(signer, mode);
      });
    },
  );
}

/** The account that asks, or the app of it that is named. Throws `not_found`. */
async function signerIn(home: pg.Pool, request: FastifyRequest, named: string | undefined): Promise<Signer> {
  const { account } = principalOf(request);
  if (named === undefined) return { account, app: null };
  const id = parseId('app', named);
  const app = id === null ? null : await findClient(home, id);
  if (app?.account !== account)
    throw new Problem('not_found', 'The account has no such app.', { field: 'app' });
  return { account, app: app.id };
}

/** Throws `signature_not_proved` unless the request is signed by a key that lasts. It may have been revoked just now. */
async function requireProof(client: pg.PoolClient, request: FastifyRequest, at: number): Promise<void> {
  const signers = new Set(request.signedBy?.map(({ id }) => id));
  const keys = await keysOf(client, principalOf(request).account);
  if (!keys.some((key) => signers.has(key.id) && lasts(key, at))) throw new Problem('signature_not_proved');
}

/** The public key in a body. Throws `public_key_invalid` or `invalid_request`. */
function keyIn(
  body: { pem?: string; jwk?: Record<string, unknown>; algorithm?: PublicAlgorithm },
  takesDsa: boolean,
) {
  const { pem, jwk, algorithm } = body;
  const source = pem ?? jwk;
  if (source === undefined || (pem !== undefined && jwk !== undefined))
    throw new Problem('invalid_request', 'Send either pem or jwk.', {
      field: pem === undefined ? 'pem' : 'jwk',
    });
  try {
    const key = publicKey(source, algorithm);
    if (key.algorithm === 'dsa-sha256' && !takesDsa)
      throw new KeyFault('This installation takes no DSA keys (FLORIN_SIGNATURE_DSA). Use Ed25519.');
    return key;
  } catch (error) {
    if (!(error instanceof KeyFault)) throw error;
    throw new Problem('public_key_invalid', error.message, { field: pem === undefined ? 'jwk' : 'pem' });
  }
}

/** Parses the id of the key in the path. Throws `not_found`. */
function idOf(request: FastifyRequest): SignatureKeyId {
  const id = parseId('sigkey', (request.params as { id: string }).id);
  if (id === null) throw new Problem('not_found');
  return id;
}
