/**
 * The text of server-sent events (HTML, section 9.2.5). Some clients take every blank line as the end of an event. So a blank line
 * is written only after an event with data, and `retry` or a comment is written before the next event without one.
 */

/** An event. Its data must be one line, as JSON is. */
export function eventText(event: {
  readonly type: string;
  readonly data: string;
  readonly id?: string;
  /** How many milliseconds the client should wait before it connects again. */
  readonly retry?: number;
}): string {
  const retry = event.retry === undefined ? '' : `retry: ${event.retry}\n`;
  const id = event.id === undefined ? '' : `id: ${event.id}\n`;
  return `${retry}${id}event: ${event.type}\ndata: ${event.data}\n\n`;
}

/** A comment, which clients ignore. It keeps proxies from closing the connection. */
export function commentText(text: string): string {
  return `: ${text}\n`;
}
