import type { OperationId } from './generated/operations.ts';
import type { RetryReason } from './retries.ts';

interface Told {
  readonly operation: OperationId;
  readonly method: string;
  /** The path as the API’s document writes it, with `{id}` in place of ids. */
  readonly path: string;
  /** The first try is 1. */
  readonly attempt: number;
}

/** What `onLog` hears. */
export type LogEntry = Told &
  (
    | { readonly event: 'request' }
    | {
        readonly event: 'answer';
        readonly status: number;
        readonly request_id: string | null;
        readonly duration_ms: number;
      }
    | { readonly event: 'no_answer'; readonly error: string; readonly duration_ms: number }
    | { readonly event: 'retry'; readonly because: RetryReason; readonly wait_ms: number }
  );
