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
  postgresql: Type.String({
    description: 'The version that it was read from. It can be restored into 15 or newer.',
  }),
  root_key_id: Type.Union([Type.String(), Type.Null()], {
    description: 'The id of the root key. Without that key, the keys and secrets in the back-up do not work.',
  }),
  migrations: Type.Array(Type.Object({ name: Type.String(), hash: Type.String() })),
  tables: Type.Array(
    Type.Object({
      schema: Type.Enum(['home', 'cell']),
      name: Type.String({ pattern: '^[a-z_]+$' }),
      columns: Type.Array(Type.String({ pattern: '^[a-z0-9_]+$' }), { minItems: 1 }),
      rows: Type.Integer({ minimum: 0 }),
      bytes: Type.Integer({ minimum: 0, description: 'The size of the compressed file.' }),
      sha256: Type.String(),
    }),
  ),
});

export type Manifest = Type.Static<typeof Manifest>;
export type TableEntry = Manifest['tables'][number];

export function fileOf(table: string): string {
  return `${table}.copy.gz`;
}

/** Reads the manifest of a back-up. Throws `Refusal` if there is none, or if its format is another. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new Refusal(
      `${folder} is not a back-up: there is no ${MANIFEST} in it. Name a folder that "florin backup" wrote.`,
    );
  });
  const manifest = parsed(text);
  if (!Value.Check(Manifest, manifest)) {
    throw new Refusal(`This version of Florin cannot read ${file}: use another copy, or a newer version.`);
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
