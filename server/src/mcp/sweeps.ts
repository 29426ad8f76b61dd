import { before, type Sweep, sweepOf } from '../database/index.ts';

/** Answers that nobody waits for any more. */
export const sweeps: readonly Sweep[] = [
  sweepOf('agent_answers', 'agent_answer', 'question, asker', before('expires_at', 0)),
];
