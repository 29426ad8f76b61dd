import type { ServerContext } from '@modelcontextprotocol/server';
import type { Principal } from '../http/index.ts';
import type { ApiAnswer, ApiRequest } from './call.ts';
import type { ApiOperation } from './reference.ts';

/** Who asks by an agent. */
export interface Caller {
  readonly principal: Principal;
  /** Sends a request of the API with the caller's own credential: it is checked there as every other. */
  send(request: ApiRequest): Promise<ApiAnswer>;
  /** Keeps in the audit log what is about to be sent. It is durable when this returns. */
  keep(operation: ApiOperation, request: ApiRequest): Promise<void>;
}

/** The caller as the protocol's library hands it on to the tools. */
export function authOf(caller: Caller) {
  const { actor } = caller.principal;
  // The token itself is needed by nobody behind this.
  return { token: '', clientId: actor.id, scopes: [], extra: { caller } };
}

export function callerOf(ctx: ServerContext): Caller {
  const caller = ctx.http?.authInfo?.extra?.caller;
  if (caller === undefined) throw new Error('nobody asks');
  return caller as Caller;
}

/** Names whoever asks, and the account that they ask for. */
export function whoIs({ account, actor }: Principal): string {
  return JSON.stringify([account, actor.kind, actor.id, actor.kind === 'app' ? actor.grantedBy : null]);
}
