/** Writes sdks/openapi.json, from which the SDKs are made, from what a server answers. A test compares the two. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTestPlatform } from '../server/src/testing.ts';

const florin = await openTestPlatform();
const { body } = await florin.call('GET', '/openapi.json');
await florin.close();
writeFileSync(join(import.meta.dirname, '../sdks/openapi.json'), `${JSON.stringify(body, null, 2)}\n`);
