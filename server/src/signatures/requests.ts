import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UsedMarks } from '../database/index.ts';
import { type Principal, PUBLISHABLE_SCOPES } from '../http/index.ts';
import { Problem } from '../kernel/problem.ts';
import type { Base } from '../module.ts';
import { signAnswer, type Wish, wishesOf } from './answers.ts';
import type { SignatureDirectory, Verifier } from './directory.ts';
import type { Mode, SignatureKeyId, SignerId } from './key.ts';
import { fieldsOf, type Request } from './rfc9421/index.ts';
import type { SigningKeys } from './signing-keys.ts';
import { verifyRequest } from './verification.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A signature is checked here also where the account has signatures off. */
    checksSignature?: true;
  }
  interface FastifyRequest {
    /** The account's keys by which the request is signed, where that was checked. */
    signedBy: readonly Verifier[] | null;
    /** What the client asks of the answer's signature; null: nothing. */
    signatureWishes: readonly Wish[] | null;
  }
}

interface Parts {
  readonly directory: SignatureDirectory;
  readonly nonces: UsedMarks;
  readonly signingKeys: SigningKeys;
}

const NO_BODY = Buffer.alloc(0);

/** Checks the signatures of requests with a credential, and signs the answers to those that ask for it. */
export function mountSignatures({ app, clock }: Base, { directory, nonces, signingKeys }: Parts): void {
  app.decorateRequest('signedBy', null);
  app.decorateRequest('signatureWishes', null);

  // After the hook that authenticates, before the body is read.
  app.addHook('onRequest', (request, _reply, done) => {
    const { principal, headers } = request;
    if (principal === null) return done();
    if (headers['accept-signature'] !== undefined && request.method !== 'HEAD')
      request.signatureWishes = wishesOf(messageOf(request));
    const { account, actor } = principal;
    // An app signs with its own keys, and where the account that it acts for requires it, too.
    const mode = actor.kind === 'app' ? directory.modeOf(account, actor.id) : directory.modeOf(account);
    if (typeof mode === 'string') {
      admit(request, principal, mode);
      return done();
    }
    mode.then((known) => admit(request, principal, known)).then(() => done(), done);
  });

  // After the body was read, before anything is made of what it says.
  app.addHook('preValidation', (request, _reply, done) => {
    const { principal } = request;
    if (!request.keepsBytes || principal === null) return done();
    verifyRequest(messageOf(request), request.bytes ?? NO_BODY, {
      now: clock.now(),
      keyOf: (id) => directory.keyOf(signerOf(principal), id),
      useNonce: (key, nonce, forgetAt) => nonces.use(markOf(key, nonce), forgetAt),
    }).then((keys) => {
      request.signedBy = keys;
      done();
    }, done);
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    const wishes = request.signatureWishes;
    const body = payload ?? NO_BODY;
    if (wishes === null || !(typeof body === 'string' || Buffer.isBuffer(body))) return done(null, payload);
    const answer = { status: reply.statusCode, fields: fieldsSent(reply), request: messageOf(request) };
    signAnswer(wishes, answer, body, signingKeys, clock).then(
      (fields) => {
        reply.headers(fields);
        done(null, payload);
      },
      // What was done is done: an answer that cannot be signed is sent without a signature, which its reader sees.
      (error: unknown) => {
        request.log.error({ err: error, request_id: request.id }, 'an answer could not be signed');
        done(null, payload);
      },
    );
  });
}

/** What is remembered of a nonce: 128 bits, since nonces may be long and nobody looks them up. */
function markOf(key: SignatureKeyId, nonce: string): string {
  return hash('sha256', `${key} ${nonce}`).slice(0, 32);
}

/** Lets a request on: to be checked where it is signed, or as it is where it need not be. Throws `signature_required`. */
function admit(request: FastifyRequest, principal: Principal, mode: Mode): void {
  const { headers, method, routeOptions } = request;
  if (headers['signature-input'] !== undefined || headers.signature !== undefined) {
    request.keepsBytes = mode !== 'off' || routeOptions.config.checksSignature === true;
    return;
  }
  if (mode === 'required' && method !== 'GET' && method !== 'HEAD' && signs(principal))
    throw new Problem('signature_required');
}

/** Whose keys sign what it asks for. */
function signerOf({ account, actor }: Principal): SignerId {
  return actor.kind === 'app' ? actor.id : account;
}

/** A payer's page has no key to sign with, and may do no more than swap a card for a token; a person signs in. */
function signs({ scopes, actor }: Principal): boolean {
  return scopes !== PUBLISHABLE_SCOPES && actor.kind !== 'person';
}

/** The request as it came. A proxy that is trusted says how it was asked. */
function messageOf(request: FastifyRequest): Request {
  return {
    kind: 'request',
    method: request.method,
    scheme: request.protocol === 'https' ? 'https' : 'http',
    authority: request.host,
    target: request.raw.url ?? '',
    fields: fieldsOf(request.raw.rawHeaders),
  };
}

/** The fields of an answer that may be covered. */
function fieldsSent(reply: FastifyReply): (readonly [string, string])[] {
  return ['content-type', 'request-id'].flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
}
