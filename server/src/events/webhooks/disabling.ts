import {
  type Command,
  type Decider,
  id,
  questionOf,
  type Row,
  reader,
  writer,
} from '../../database/index.ts';
import { type EndpointId, newId } from '../../kernel/ids.ts';
import { record } from '../log.ts';
import { type Endpoint, endpointOf, endpointView } from './endpoint.ts';

/** Disables an endpoint that has accepted nothing for three days. */
export interface DisableCommand extends Command {
  readonly endpoint: Endpoint;
  /** Real time in milliseconds. */
  readonly at: number;
}

export function disableCommand(endpoint: Endpoint, at: number): DisableCommand {
  return { account: endpoint.account, urgency: 'attempt', subjects: [endpoint.id], endpoint, at };
}

const endpointsToDisable = reader<DisableCommand>(
  'endpoints to disable',
  { account: id(({ account }) => account), id: id(({ endpoint }) => endpoint.id) },
  (rows) => `select w.* from ${rows} join webhook_endpoint w on w.account_id = c.account and w.id = c.id`,
);

/** True if it was this command that disabled the endpoint. */
export const disabling: Decider<DisableCommand, ReadonlyMap<EndpointId, Endpoint>, boolean> = {
  read: (commands) => [questionOf(endpointsToDisable, commands)],

  gather([rows = []]: readonly Row[][]) {
    return new Map(rows.map(endpointOf).map((endpoint) => [endpoint.id, endpoint]));
  },

  decide({ account, endpoint, at }, found, round) {
    const standing = found.get(endpoint.id);
    if (standing?.status !== 'enabled') return false;
    const disabled: Endpoint = { ...standing, status: 'disabled' };
    round.write(disabledWriter, disabled);
    record(round, {
      account,
      type: 'webhook_endpoint.disabled',
      object: endpoint.id,
      command: newId('cmd'),
      actor: null,
      payload: JSON.stringify(endpointView(disabled)),
      at: at + round.heads.of(account).clockOffset,
    });
    return true;
  },
};

const disabledWriter = writer<Endpoint>(
  'disabled_endpoints',
  { account: id(({ account }) => account), id: id((endpoint) => endpoint.id) },
  (rows) => `update webhook_endpoint w set status = 'disabled' from ${rows}
             where w.account_id = c.account and w.id = c.id`,
);
