import { Type } from 'typebox';
import { Value } from 'typebox/value';

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

/** Parses a manifest. Throws if the text is not a manifest of this format. */
export function parseManifest(text: string): Manifest {
  const manifest: unknown = JSON.parse(text);
  if (!Value.Check(Manifest, manifest)) {
    throw new Error('The manifest is not one that this version of Florin can read.');
  }
  return manifest;
}
