/** Writes server/migrations/schema.sql from a migrated database. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describeSchema } from '../server/src/database/describe-schema.ts';
import { testDatabase } from '../server/src/database/testing.ts';

const database = await testDatabase();
const client = new pg.Client(database.ownerUrl);
await client.connect();
const text = await describeSchema(client);
await client.end();
await database.drop();
writeFileSync(join(import.meta.dirname, '../server/migrations/schema.sql'), text);
