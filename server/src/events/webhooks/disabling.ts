import {
  type Command,
  type Decider,
  id,
  type Row,
  type Statement,
  type Writer,
} from '../../database/index.ts';
import { type EndpointId, newId } from '../../kernel/ids.ts';
import { record } from '../log.ts';
import { type Endpoint, endpointOf, endpointView } from './endpoint.ts';

/** Disables an endpoint that has taken nothing for three days. */
export interface DisableCommand extends Command {
  readonly endpoint: Endpoint;
  /** Real time in milliseconds. */
  readonly at: number;
}

export function disableCommand(endpoint: Endpoint, at: number): DisableCommand {
  return { account: endpoint.account, urgency: 'attempt', subjects: [endpoint.id], endpoint, at };
}

/** Whether it was this command that disabled the endpoint. */
export const disabling: Decider<DisableCommand, ReadonlyMap<EndpointId, Endpoint>, boolean> = {
  read(commands): Statement[] {
    return [
      {
        name: 'endpoints to disable',
        text: `select w.* from unnest($1::uuid[], $2::uuid[]) as c(account, id)
               join webhook_endpoint w on w.account_id = c.account and w.id = c.id`,
        values: [
          id<DisableCommand>(({ account }) => account).encode(commands),
          id<DisableCommand>(({ endpoint }) => endpoint.id).encode(commands),
        ],
      },
    ];
  },

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
      payload: JSON.stringify(endpointView(disabled)),
      at: at + round.heads.of(account).clockOffset,
    });
    return true;
  },
};

export const disabledWriter: Writer<Endpoint> = {
  name: 'disabled endpoints',
  text: `update webhook_endpoint w set status = 'disabled' from unnest($1::uuid[], $2::uuid[]) as c(account, id)
         where w.account_id = c.account and w.id = c.id`,
  columns: [id(({ account }) => account), id((endpoint) => endpoint.id)],
};
