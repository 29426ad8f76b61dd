/** `florin keys`: changes the keys that seal secrets, while the platform goes on, and proves that every secret opens. */
import type pg from 'pg';
import { readConfig } from '../../server/src/config.ts';
import { openPool } from '../../server/src/database/index.ts';
import { OperatorError } from '../../server/src/kernel/operator-error.ts';
import { gathered } from '../../server/src/modules.ts';
import { checkDatabase } from '../../server/src/operations/index.ts';
import {
  KeyRing,
  openKeys,
  proveSealed,
  type RotationStep,
  rewrapDataKeys,
  rotateDataKey,
} from '../../server/src/vault/index.ts';
import { counted } from './counted.ts';
import { findDatabase } from './database.ts';
import { findRootKey, rootKeyFile } from './root-key.ts';

/** Makes a new data key, and seals every value anew under it. */
export async function rotateData(): Promise<void> {
  await withKeys(async (keys, places) => {
    const faults = await rotateDataKey(places, keys, gathered.sealed, (step) => console.log(textOf(step)));
    for (const { where, why } of faults) console.log(`${where}: does not open: ${why}`);
    if (faults.length === 0) return;
    console.log(
      `${counted(faults.length, 'value')} could not be sealed anew, so the keys before stay in use. Repair or delete these rows, ` +
        'then run "npx florin keys rotate-data" again.',
    );
    process.exitCode = 1;
  });
}

/** Wraps the data keys anew under the key encryption key that is set. */
export async function rotateKek(): Promise<void> {
  await withKeys(async (keys, { ownerUrl }) => {
    await rewrapDataKeys(ownerUrl, keys, ({ id, from, to }) =>
      console.log(`${id}: was wrapped under ${from}, is wrapped under ${to}`),
    );
    console.log(
      'Every data key is wrapped under FLORIN_KEK. Servers no longer need FLORIN_KEK_BEFORE; back-ups from before do.',
    );
  });
}

/** Opens every sealed value. The exit code is 1 if one does not open. */
export async function verifySealed(): Promise<void> {
  await withKeys(async (keys, places) => {
    const { values, faults } = await proveSealed(places, keys, gathered.sealed);
    for (const { where, why } of faults) console.log(`${where}: does not open: ${why}`);
    const found = faults.length === 0 ? 'all open' : `some do not open, in ${counted(faults.length, 'row')}`;
    console.log(`${counted(values, 'sealed value')}: ${found}`);
    if (faults.length > 0) process.exitCode = 1;
  });
}

type Places = { readonly ownerUrl: string; readonly home: pg.Pool };

async function withKeys(work: (keys: KeyRing, places: Places) => Promise<void>): Promise<void> {
  const ownerUrl = await findDatabase();
  const root = await findRootKey();
  if (root === null)
    throw new OperatorError(
      `There is no root key here: set FLORIN_ROOT_KEY to that of the servers, or put it into ${rootKeyFile()}.`,
    );
  const home = openPool(ownerUrl, 'home', 1);
  try {
    await checkDatabase(home, new KeyRing(root));
    await work(await openKeys(home, root, readConfig(process.env, { needsRootKey: false })), {
      ownerUrl,
      home,
    });
  } finally {
    await home.end();
  }
}

function textOf(step: RotationStep): string {
  switch (step.kind) {
    case 'made':
      return `${step.id}: made`;
    case 'continued':
      return `${step.id}: was made by a rotation that did not end, which is continued`;
    case 'waiting':
      return `${step.id}: seals in ${step.seconds} s, when every server knows it`;
    case 'sealing':
      return `${step.table}.${step.column}: ${step.done} of ${counted(step.all, 'row')} sealed anew`;
    case 'retired':
      return `${step.id}: seals nothing any more, and is deleted by a rotation in a day or later`;
    case 'deleted':
      return `${step.id}: deleted`;
  }
}
