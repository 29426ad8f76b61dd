import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../../../package.json');

/** Florin's version, from the package.json of the clone. */
export const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };

/** The version of the API's own description. */
export const API_VERSION = '1.0.0';
