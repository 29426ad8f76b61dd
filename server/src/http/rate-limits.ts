import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { Clock } from '../kernel/clock.ts';
import { Problem } from '../kernel/problem.ts';
import type { Principal } from './authentication.ts';
import { type Allowance, type Taken, TokenBuckets } from './token-bucket.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route asks for no key, and is limited by the address that it is called from, as a publishable key is. */
    limited?: 'address';
  }
}

/** Payers of one shop may share an address (an office, a mobile network), so that it is a generous one. */
const ADDRESS: Allowance = { perSecond: 50, burst: 100 };
/** Twenty wrong keys at once, then one every three seconds. */
const FAILED_AUTHENTICATION: Allowance = { perSecond: 20 / 60, burst: 20 };

/**
 * Who may ask how often. Buckets are of this process alone: with N processes a client may get up to N times as much.
 * An account without a limit costs one comparison.
 */
export class RateLimits {
  readonly #buckets: TokenBuckets;

  constructor(clock: Clock) {
    this.#buckets = new TokenBuckets(clock);
  }

  /** Counts a request with a key that stands. Throws `rate_limited`. */
  ofPrincipal(request: FastifyRequest, reply: FastifyReply, principal: Principal): void {
    const { rateLimit, actor } = principal;
    if (rateLimit === 'address') this.ofAddress(request, reply);
    else if (rateLimit !== null)
      this.#count(reply, 'key', actor.id, { perSecond: rateLimit, burst: rateLimit * 2 });
  }

  /** Counts a request that is known by its address alone. Throws `rate_limited`. */
  ofAddress(request: FastifyRequest, reply: FastifyReply): void {
    this.#count(reply, 'address', addressOf(request), ADDRESS);
  }

  /**
   * Counts a refusal of authentication. Throws `rate_limited` instead of it when there were too many. A key that
   * stands is served from the same address all the same.
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

/** The header fields of draft-ietf-httpapi-ratelimit-headers-10; a bucket is a quota over the time in which it fills. */
function tell(reply: FastifyReply, policy: string, { perSecond, burst }: Allowance, taken: Taken): void {
  const window = Math.ceil(burst / perSecond);
  reply.header('ratelimit-policy', `"${policy}";q=${burst};w=${window}`);
  reply.header('ratelimit', `"${policy}";r=${taken.remaining};t=${Math.ceil(taken.resetSeconds)}`);
}

/** An address that one client may be held to: of IPv6 the /64, since every host has that many. */
function addressOf(request: FastifyRequest): string {
  const address = ipaddr.process(clientOf(request));
  return address.kind() === 'ipv4'
    ? address.toString()
    : `${(address as ipaddr.IPv6).parts.slice(0, 4).join(':')}/64`;
}

/** Some proxies add the port (`203.0.113.9:51234`, `[2001:db8::1]:443`), some say `unknown`. */
function clientOf({ ip, socket }: FastifyRequest): string {
  const said = /^\[([^\]]*)\](?::\d+)?$|^([^:]+):\d+$/.exec(ip);
  const client = said?.[1] ?? said?.[2] ?? ip;
  if (isIP(client) !== 0) return client;
  const { remoteAddress = '' } = socket;
  return isIP(remoteAddress) === 0 ? '0.0.0.0' : remoteAddress;
}
