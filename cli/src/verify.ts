/** `florin verify`: prints what does not add up, with both figures, and the heads of the accounts' events, to keep. */
import { type EventHead, headText, parseHead } from '../../server/src/events/index.ts';
import { Refusal } from '../../server/src/kernel/operator-error.ts';
import { verify } from '../../server/src/verify.ts';
import { counted } from './counted.ts';
import { findDatabase } from './database.ts';

/** Proves the books of the running database. The exit code is 1 if there is any difference. */
export async function verifyBooks({ since = [] }: { since?: readonly string[] }): Promise<void> {
  await tellProof(await findDatabase(), since.map(keptHead));
}

function keptHead(text: string): EventHead {
  const head = parseHead(text);
  if (head === null)
    throw new Refusal(
      `${text} is not a head. Give one as florin verify or GET /v1/events/head printed it: acct_…:number:hash.`,
    );
  return head;
}

/** Proves the books of a database and prints what was found. */
export async function tellProof(url: string, since: readonly EventHead[] = []): Promise<void> {
  const shown = process.stderr.isTTY;
  const progress = (done: number, all: number) => {
    if (shown) process.stderr.write(`\r${done} of ${counted(all, 'account')}`);
  };
  const found = await verify(url, { progress, since });
  if (shown) process.stderr.write('\r\x1b[K');
  for (const { account, what, stands, should } of found.differences) {
    console.log(`${account ?? 'all accounts'}: ${what}: stands ${stands}, should be ${should}`);
  }
  for (const head of found.heads) console.log(`head ${headText(head)}`);
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
