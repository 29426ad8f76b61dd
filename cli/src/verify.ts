/** `florin verify`: what does not add up, with both figures. */
import { verify } from '../../server/src/verify.ts';
import { counted } from './counted.ts';
import { findDatabase } from './database.ts';

/** Proves the books of the running database; the exit code is 1 on any difference. */
export async function verifyBooks(): Promise<void> {
  await tellProof(await findDatabase());
}

/** Proves the books of a database and prints what was found. */
export async function tellProof(url: string): Promise<void> {
  const shown = process.stderr.isTTY;
  const found = await verify(url, (done, all) => {
    if (shown) process.stderr.write(`\r${done} of ${counted(all, 'account')}`);
  });
  if (shown) process.stderr.write('\r\x1b[K');
  for (const { account, what, stands, should } of found.differences) {
    console.log(`${account ?? 'all accounts'}: ${what}: stands ${stands}, should be ${should}`);
  }
  const { accounts, payments, transfers, events, differences } = found;
  const size = [
    counted(accounts, 'account'),
    counted(payments, 'payment'),
    counted(transfers, 'transfer'),
    counted(events, 'event'),
  ].join(', ');
  console.log(
    `${size}: ${differences.length === 0 ? 'no difference' : counted(differences.length, 'difference')}`,
  );
  if (differences.length > 0) process.exitCode = 1;
}
