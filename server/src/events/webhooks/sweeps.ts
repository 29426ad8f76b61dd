import { before, sweepOf } from '../../database/index.ts';

/** How long the attempts of deliveries are kept. */
const KEPT_MS = 30 * 86_400_000;

export const sweepDeliveries = sweepOf(
  'deliveries',
  'webhook_delivery',
  'account_id, endpoint_id, id',
  before('at', KEPT_MS),
);
