/**
 * A module that Florin does not have, to be added to a copy of the server: a table, an event, a problem, a setting, a route, a
 * scope, a section of the document, a sweep and a proof. These are all the files that it takes.
 */
export const files: Readonly<Record<string, string>> = {
  'migrations/notes/0001_notes.sql': `create table note (
  account_id uuid not null,
  id uuid not null,
  text text not null,
  written_at timestamptz not null,
  constraint note_pkey primary key (account_id, id)
);

grant select, insert, delete on note to florin_app;
`,

  'src/notes/module.ts': `import { Type } from 'typebox';
import { setting, whole } from '../kernel/setting.ts';
import type { Module } from '../module.ts';
import { proveNotes } from './proof.ts';
import { sweepNotes } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    notes: typeof notes;
  }
}

export const notes = {
  name: 'notes',
  schema: 'cell',
  tables: { note: 'mutable' },
  scopes: ['notes:write'],
  tags: { Notes: 'What you want to remember.' },
  problems: {
    note_too_long: {
      status: 409,
      title: 'The note is too long',
      advice: 'Write a shorter one.',
      members: { longest: Type.Integer({ format: 'int64', description: 'How long a note may be.' }) },
    },
  },
  settings: {
    noteLength: setting('FLORIN_NOTE_LENGTH', whole(1, 1000), '10', 'How many characters a note may have.'),
  },
  ids: ['note'],
  eventTypes: { note: { id: 'note', schema: 'Note', types: ['note.written'] } },
  sweeps: [sweepNotes],
  prove: proveNotes,
  load: () => import('./open.ts'),
} as const satisfies Module;
`,

  'src/notes/proof.ts': `import type pg from 'pg';
import { idFromUuid, uuidOf } from '../kernel/ids.ts';
import type { Difference, ProvedAccount } from '../module.ts';

export async function proveNotes(
  snapshot: pg.ClientBase,
  { account }: ProvedAccount,
): Promise<Difference[]> {
  const { rows } = await snapshot.query("select id from note where account_id = $1 and text = ''", [
    uuidOf(account),
  ]);
  return rows.map(({ id }) => ({
    account,
    what: \`the note \${idFromUuid('note', id)}\`,
    stands: 'empty',
    should: 'a text',
  }));
}
`,

  'src/notes/sweeps.ts': `import type { Sweep } from '../database/index.ts';

export const sweepNotes: Sweep = {
  what: 'notes',
  async run(pool, { now, batch }) {
    const { rowCount } = await pool.query(
      \`delete from note where (account_id, id) in (
         select account_id, id from note where written_at < to_timestamp($1 / 1000.0) limit $2)\`,
      [now - 3_600_000, batch],
    );
    return rowCount ?? 0;
  },
};
`,

  'src/notes/open.ts': `import { Type } from 'typebox';
import { type Command, type Decider, id, text, timestamp, writer } from '../database/index.ts';
import { record } from '../events/index.ts';
import { type Operation, principalOf } from '../http/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { type Id, newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Base, Opened } from '../module.ts';

const Note = Type.Object(
  { id: Type.String(), object: Type.Literal('note'), text: Type.String() },
  { $id: 'Note' },
);
const NoteBody = Type.Object({ text: Type.String() }, { $id: 'NewNoteText', additionalProperties: false });

const note = { id: 'note_01kb0zv9q3e8k8n2m4x6t7w5ya', object: 'note', text: 'Call Ada' };
const operation = {
  operationId: 'writeNote',
  tag: 'Notes',
  summary: 'Write a note',
  description: 'Keeps it for an hour.',
  body: { text: note.text },
  answers: { 200: { description: 'The note.', example: note } },
  problems: ['note_too_long'],
} as const satisfies Operation;

interface WriteNote extends Command {
  readonly id: Id<'note'>;
  readonly text: string;
  readonly at: number;
}

const noteWriter = writer<WriteNote>(
  'new_notes',
  {
    account_id: id(({ account }) => account),
    id: id((command) => command.id),
    text: text((command) => command.text),
    written_at: timestamp(({ at }) => at),
  },
  (rows) => \`insert into note (account_id, id, text, written_at) select * from \${rows}\`,
);

const writing: Decider<WriteNote, null, { id: string; object: 'note'; text: string }> = {
  read: () => [],
  gather: () => null,
  decide(command, _found, round) {
    const { account, at } = command;
    const written = { id: command.id, object: 'note' as const, text: command.text };
    round.write(noteWriter, command);
    record(round, {
      ...{ account, at, type: 'note.written', object: command.id, command: newId('cmd'), actor: null },
      payload: JSON.stringify({ ...written, written_at: rfc3339(at) }),
    });
    return written;
  },
};

export function open({ app, queue, clock, settings }: Base): Opened {
  app.post(
    '/v1/notes',
    {
      config: {
        scope: 'notes:write',
        idempotency: { none: 'A note may be written twice.' },
        act: { name: 'note.write', kept: 'before it' },
        operation,
      },
      schema: { body: NoteBody, response: { 200: Note } },
    },
    async (request) => {
      const { account } = principalOf(request);
      const longest = settings.noteLength;
      if (request.body.text.length > longest) throw new Problem('note_too_long', undefined, { longest });
      return queue.submit(writing, {
        ...{ account, id: newId('note'), text: request.body.text, at: clock.now() },
        ...{ urgency: 'attempt', subjects: [] },
      });
    },
  );
  return {};
}
`,
};

/** What is added to `modules.ts`. */
export const line = "  (await import('./notes/module.ts')).notes,\n";

/** What is added to `identity/roles.ts`: who may write notes. */
export const roles = "  'notes:write': builders,\n";
