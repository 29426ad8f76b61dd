import { randomBytes } from 'node:crypto';
import type { Florin } from '@florin/sdk';
import type { PendingAuthorization } from '@florin/sdk/oauth';

/** What the next page says, once. */
export type Said = 'connected' | 'refused' | 'begin_again' | 'cut_off' | 'refunded' | 'refund_pending';

/** A person's browser. The tokens are inside of `florin`, and nothing here is ever shown. */
export interface Visit {
  /** What came from `beginAuthorization`, while the person is at Florin. */
  pending: PendingAuthorization['pending'] | null;
  /** Calls Florin for the merchant, by the person's leave. */
  florin: Florin | null;
  said: Said | null;
  usedAt: number;
}

const KEPT_MS = 12 * 3_600_000;

/** Who is here, by a cookie that no script can read. In memory: after a restart people connect again. */
export class Visits {
  readonly #visits = new Map<string, Visit>();

  find(cookies: string | undefined): Visit | null {
    const id = idOf(cookies);
    const visit = id === null ? undefined : this.#visits.get(id);
    if (visit === undefined || Date.now() - visit.usedAt > KEPT_MS) return null;
    visit.usedAt = Date.now();
    return visit;
  }

  /**
   * Makes a visit, or gives one a new id, and returns the cookie for it. A new id at the moment of connecting keeps out whoever may
   * have set the old one.
   */
  begin(cookies: string | undefined, visit: Pick<Visit, 'pending' | 'florin' | 'said'>): string {
    const old = idOf(cookies);
    if (old !== null) this.#visits.delete(old);
    for (const [each, { usedAt }] of this.#visits)
      if (Date.now() - usedAt > KEPT_MS) this.#visits.delete(each);
    const id = randomBytes(32).toString('base64url');
    this.#visits.set(id, { ...visit, usedAt: Date.now() });
    return `bookkeeper=${id}; Path=/; HttpOnly; SameSite=Lax`;
  }
}

function idOf(cookies = ''): string | null {
  return /(?:^|;\s*)bookkeeper=([\w-]{43})(?:;|$)/.exec(cookies)?.[1] ?? null;
}
