import { before, type Sweep, sweepOf } from '../database/index.ts';

const HOUR_MS = 3_600_000;
/** A process that has not asked for so long forgets all that it knows. */
const REVOCATIONS_KEPT_MS = HOUR_MS;
/** Grants that have ended are shown to nobody. They are kept a while for whoever asks what was granted. */
const GRANTS_KEPT_MS = 90 * 24 * HOUR_MS;

/** What has ended. */
export const sweeps: readonly Sweep[] = [
  sweepOf('oauth_states', 'oauth_state', 'id_hash', before('expires_at', 0)),
  sweepOf('oauth_grants', 'oauth_grant', 'grant_hash', before('expires_at', GRANTS_KEPT_MS)),
  sweepOf('oauth_revocations', 'oauth_revocation', 'revision', before('at', REVOCATIONS_KEPT_MS)),
  sweepOf('oauth_proofs', 'oauth_proof', 'mark', before('expires_at', 0)),
  sweepOf('oauth_signing_keys', 'oauth_signing_key', 'kid', before('retired_at', 0)),
];
