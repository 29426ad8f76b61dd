import { id, text, timestamp, writer } from '../../database/index.ts';
import type { Due } from '../rules/due.ts';

const columns = {
  account_id: id((due: Due) => due.account),
  due_at: timestamp((due: Due) => due.at),
  kind: text((due: Due) => due.kind),
  id: id((due: Due) => due.id),
};

export const newDueWriter = writer<Due>(
  'new_dues',
  columns,
  (rows) => `insert into due (account_id, due_at, kind, id) select * from ${rows}`,
);

export const doneDueWriter = writer<Due>(
  'done_dues',
  columns,
  (rows) => `delete from due d using ${rows}
             where d.account_id = c.account_id and d.due_at = c.due_at and d.kind = c.kind and d.id = c.id`,
);
