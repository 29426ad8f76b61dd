import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { Refusal } from '../kernel/operator-error.ts';

export const MANIFEST = 'manifest.json';

/** The description of a backup, stored in its `manifest.json`. */
const Manifest = Type.Object({
  format: Type.Literal(1),
  made_at: Type.String(),
  postgresql: Type.String({ description: 'The version that it was read from; any from 15 on takes it.' }),
  root_key_id: Type.Union([Type.String(), Type.Null()], {
    description: 'Names the root key, without which keys and secrets in the back-up are of no use.',
  }),
  migrations: Type.Array(Type.Object({ name: Type.String(), hash: Type.String() })),
  tables: Type.Array(
    Type.Object({
      schema: Type.Enum(['home', 'cell']),
      name: Type.String({ pattern: '^[a-z_]+$' }),
      columns: Type.Array(Type.String({ pattern: '^[a-z0-9_]+$' }), { minItems: 1 }),
      rows: Type.Integer({ minimum: 0 }),
      bytes: Type.Integer({ minimum: 0, description: 'Of the file, which is compressed.' }),
      sha256: Type.String(),
    }),
  ),
});

export type Manifest = Type.Static<typeof Manifest>;
export type TableEntry = Manifest['tables'][number];

export function fileOf(table: string): string {
  return `${table}.copy.gz`;
}

/** Reads what a back-up says of itself. Throws `Refusal` where there is none of this format. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new Refusal(
      `${folder} is no back-up: there is no ${MANIFEST} in it. Name what "florin backup" wrote.`,
    );
  });
  const manifest = parsed(text);
  if (!Value.Check(Manifest, manifest)) {
    throw new Refusal(
      `${file} is not one that this version of Florin can read: take another copy, or a newer version.`,
    );
  }
  return manifest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
