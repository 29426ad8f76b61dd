import { before, type Sweep, sweepOf } from '../database/index.ts';
import { HALF_SIGN_IN_MS } from './sessions/half-sign-ins.ts';
import { CHALLENGE_MS } from './sessions/passkey-challenges.ts';
import { SESSION_IDLE_MS, SESSION_MS } from './sessions/sessions.ts';

const DAY_MS = 24 * 3_600_000;
const INVITATIONS_KEPT_MS = 30 * DAY_MS;

/** What has ended: repeated requests, invitations, and what belongs to signing in. */
export const sweeps: readonly Sweep[] = [
  sweepOf('home_keys', 'home_idempotency', 'account_id, scope, key', before('at', DAY_MS)),
  sweepOf('invitations', 'invitation', 'organization_id, id', before('expires_at', INVITATIONS_KEPT_MS)),
  sweepOf(
    'sessions',
    'person_session',
    'session_id',
    `${before('created_at', SESSION_MS)} or ${before('seen_at', SESSION_IDLE_MS)}`,
  ),
  sweepOf('half_sign_ins', 'half_sign_in', 'token_hash', before('created_at', HALF_SIGN_IN_MS)),
  sweepOf('mailed_links', 'mailed_token', 'token_hash', before('expires_at', 0)),
  sweepOf('passkey_challenges', 'passkey_challenge', 'holder_hash', before('created_at', CHALLENGE_MS)),
  sweepOf('guesses', 'guess_count', 'bucket', before('window_ends_at', 0)),
];
