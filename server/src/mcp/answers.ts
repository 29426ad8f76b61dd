import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { troubleOf } from '../database/index.ts';

const LOOK_MS = 250;
/** What a person was asked by an older program is put to them by a request that waits so long. */
const ANSWER_MS_MAX = 300_000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface Question {
  /** A uuid. */
  readonly question: string;
  /** Who was asked. What others say is not heard. */
  readonly asker: string;
}

/** Keeps an answer for the process that waits for it. The first one counts. What is no question of ours is let pass. */
export async function keepAnswer(
  home: pg.Pool,
  { question, asker }: Question,
  agreed: boolean,
  now: number,
): Promise<void> {
  if (!UUID.test(question)) return;
  await home.query(
    `insert into agent_answer (question, asker, agreed, expires_at) values ($1, $2, $3, to_timestamp($4::float8 / 1000.0))
     on conflict do nothing`,
    [question, asker, agreed, now + ANSWER_MS_MAX],
  );
}

/** Waits until there is an answer, and takes it. Null if there was none in time, or it was no longer waited for. */
export async function awaitAnswer(
  home: pg.Pool,
  { question, asker }: Question,
  signal: AbortSignal,
): Promise<boolean | null> {
  const from = performance.now();
  while (!signal.aborted && performance.now() - from < ANSWER_MS_MAX) {
    const agreed = await takeAnswer(home, question, asker);
    if (agreed !== null) return agreed;
    await delay(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return null;
}

async function takeAnswer(home: pg.Pool, question: string, asker: string): Promise<boolean | null> {
  try {
    const { rows } = await home.query(
      'delete from agent_answer where question = $1 and asker = $2 returning agreed',
      [question, asker],
    );
    return rows[0]?.agreed ?? null;
  } catch (error) {
    // The database may be back before the person has answered.
    if (error instanceof Error && troubleOf(error) !== null) return null;
    throw error;
  }
}
