/** Reads HTTP messages as text, as the RFC prints them. */
import { unfolded } from './examples.fixture.ts';
import { type Field, linesOf, type Request, type Response, signatureBase, signaturesOf } from './index.ts';

interface Parsed<Read> {
  readonly message: Read;
  readonly body: string;
}

const headOf = (text: string) => {
  const [head = '', body = ''] = unfolded(text).split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  return { first, fields: fieldsIn(lines.join('\n')), body };
};

/** The fields in a text, one a line. */
export function fieldsIn(text: string): Field[] {
  return unfolded(text)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1)];
    });
}

export function parseRequest(text: string, scheme: Request['scheme'] = 'http'): Parsed<Request> {
  const { first, fields, body } = headOf(text);
  const [method = '', target = ''] = first.split(' ');
  const authority = fields.find(([name]) => name === 'host')?.[1].trim() ?? '';
  return { message: { kind: 'request', method, scheme, authority, target, fields }, body };
}

export function parseResponse(text: string, request: Request): Parsed<Response> {
  const { first, fields, body } = headOf(text);
  return { message: { kind: 'response', status: Number(first.split(' ')[1]), fields, request }, body };
}

/** The first signature of a message, and its base. */
export function baseOf(message: Request | Response) {
  const [signature] = signaturesOf(message);
  if (signature === undefined) throw new Error('the message is not signed');
  const base = signatureBase(linesOf(message, signature.components), signature.covered);
  return { signature, base };
}

/** The message with other fields added to its own. */
export const withFields = <Message extends Request | Response>(message: Message, text: string): Message => ({
  ...message,
  fields: [...message.fields, ...fieldsIn(text)],
});
