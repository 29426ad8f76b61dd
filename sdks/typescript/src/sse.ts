/** A server-sent event (HTML, section 9.2.6). */
export interface Message {
  readonly id: string | undefined;
  readonly data: string;
}

/**
 * Reads server-sent events from text that comes in pieces. What is not ended by a blank line when the text ends is no event.
 * @param heardRetry is told how many milliseconds the server asks to wait before connecting again.
 */
export function messageReader(heardRetry: (ms: number) => void): (text: string) => Message[] {
  let begun = '';
  let afterReturn = false;
  let data: string[] = [];
  let id: string | undefined;
  return (text) => {
    const messages: Message[] = [];
    // A line feed behind a carriage return belongs to it, also if it comes with the next piece.
    const piece = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') afterReturn = text.endsWith('\r');
    const lines = (begun + piece).split(/\r\n|\r|\n/);
    begun = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) messages.push({ id, data: data.join('\n') });
        data = [];
        continue;
      }
      const [, name = line, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (name === 'data') data.push(value);
      else if (name === 'id' && !value.includes('\0')) id = value;
      else if (name === 'retry' && /^\d{1,7}$/.test(value)) heardRetry(Number(value));
    }
    return messages;
  };
}
