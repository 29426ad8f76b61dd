/**
 * The text of server-sent events (HTML, section 9.2.5). Every blank line ends an event with data: what has none, as
 * `retry` or a comment, stands before the next event, since some clients take any blank line for an event of its own.
 */

/** An event. Its data are one line, as JSON is. */
export function eventText(event: {
  readonly type: string;
  readonly data: string;
  readonly id?: string;
  /** So many milliseconds the client is to wait before it connects again. */
  readonly retry?: number;
}): string {
  const retry = event.retry === undefined ? '' : `retry: ${event.retry}\n`;
  const id = event.id === undefined ? '' : `id: ${event.id}\n`;
  return `${retry}${id}event: ${event.type}\ndata: ${event.data}\n\n`;
}

/** A line that clients pass over, and proxies take for a sign of life. */
export function commentText(text: string): string {
  return `: ${text}\n`;
}
