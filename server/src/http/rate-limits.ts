import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { Clock } from '../kernel/clock.ts';
import { Problem } from '../kernel/problem.ts';
import type { Principal } from './authentication.ts';
import { type Allowance, type Taken, TokenBuckets } from './token-bucket.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set for a route that requires no key. It is limited by the caller's address, in the same way as a publishable key. */
    limited?: 'address';
  }
}

/** This limit is generous, because payers may share an address (an office, a mobile network). */
const ADDRESS: Allowance = { perSecond: 50, burst: 100 };
/**
 * Allows sixty wrong keys at once, then one a second. Keys and tokens have 192 random bits or more, so nobody finds one at any
 * speed; what this bounds is the work that strangers cause. A program whose proofs are wrong still learns why.
 */
const FAILED_AUTHENTICATION: Allowance = { perSecond: 1, burst: 60 };

/**
 * Limits how often a client may send requests. Each process has its own buckets, so with N processes a client may get up to N times
 * the limit. An account without a limit costs one comparison.
 */
export class RateLimits {
  readonly #buckets: TokenBuckets;

  constructor(clock: Clock) {
    this.#buckets = new TokenBuckets(clock);
  }

  /** Counts a request with a valid key or token; an app's on each account by themselves. Throws `rate_limited`. */
  ofPrincipal(request: FastifyRequest, reply: FastifyReply, principal: Principal): void {
    const { rateLimit, actor, account } = principal;
    if (rateLimit === 'address') this.ofAddress(request, reply);
    else if (rateLimit !== null) {
      const [policy, owner] = actor.kind === 'app' ? ['app', `${actor.id} ${account}`] : ['key', actor.id];
      this.#count(reply, policy, owner, { perSecond: rateLimit, burst: rateLimit * 2 });
    }
  }

  /** Counts a request by the address that it comes from. Throws `rate_limited`. */
  ofAddress(request: FastifyRequest, reply: FastifyReply): void {
    this.#count(reply, 'address', addressOf(request), ADDRESS);
  }

  /**
   * Counts a failed authentication. If there were too many, throws `rate_limited` in place of the failure. Requests with a valid
   * key from the same address are still served.
   */
  ofFailure(request: FastifyRequest, reply: FastifyReply): void {
    this.#count(reply, 'failed-authentication', addressOf(request), FAILED_AUTHENTICATION);
  }

  #count(reply: FastifyReply, policy: string, owner: string, allowance: Allowance): void {
    const taken = this.#buckets.take(`${policy} ${owner}`, allowance);
    tell(reply, policy, allowance, taken);
    if (!taken.allowed) throw new Problem('rate_limited', undefined, { retryAfter: taken.retryAfter });
  }
}

/** The header fields of draft-ietf-httpapi-ratelimit-headers-10. A bucket is described as a quota for the time in which it fills. */
function tell(reply: FastifyReply, policy: string, { perSecond, burst }: Allowance, taken: Taken): void {
  const window = Math.ceil(burst / perSecond);
  reply.header('ratelimit-policy', `"${policy}";q=${burst};w=${window}`);
  reply.header('ratelimit', `"${policy}";r=${taken.remaining};t=${Math.ceil(taken.resetSeconds)}`);
}

/** The part of an address that identifies a client. For IPv6 that is the /64, because every host has a whole /64. */
export function addressOf(request: FastifyRequest): string {
  const address = ipaddr.process(clientOf(request));
  return address.kind() === 'ipv4'
    ? address.toString()
    : `${(address as ipaddr.IPv6).parts.slice(0, 4).join(':')}/64`;
}

/** The client's address. Removes the port that some proxies add (`203.0.113.9:51234`, `[2001:db8::1]:443`). Some proxies send `unknown`. */
export function clientOf({ ip, socket }: FastifyRequest): string {
  const said = /^\[([^\]]*)\](?::\d+)?$|^([^:]+):\d+$/.exec(ip);
  const client = said?.[1] ?? said?.[2] ?? ip;
  if (isIP(client) !== 0) return client;
  const { remoteAddress = '' } = socket;
  return isIP(remoteAddress) === 0 ? '0.0.0.0' : remoteAddress;
}
