import { Type } from 'typebox';
import { parseMoment } from '../kernel/clock.ts';
import { Problem } from '../kernel/problem.ts';
import { parseWebAddress, WEB_ADDRESS_LENGTH_MAX, type WebAddress } from '../kernel/web-address.ts';

/** Fields that several modules use. The formats below check what a schema cannot express. */

/** A web address from a client. `webAddress` turns it into the form that is stored. */
export const WebAddressField = (description: string) =>
  Type.String({ format: 'uri', maxLength: WEB_ADDRESS_LENGTH_MAX, description });

/** A person's e-mail address from a client. */
export const EmailField = Type.String({ format: 'email', maxLength: 254 });

/** A time from a client. `moment` parses it. */
export const MomentField = Type.String({ format: 'date-time' });

/** The formats of request schemas. They replace Ajv's own, which are less strict. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  uri: (text) => parseWebAddress(text) !== null,
  'date-time': (text) => parseMoment(text) !== null,
  // Whether there is such a mailbox only a mail can tell.
  email: (text) => /^[^\s@<>"]{1,64}@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(text),
};

/** Parses a time into milliseconds since the epoch. Throws `invalid_request`. */
export function moment(field: string, text: string): number {
  const milliseconds = parseMoment(text);
  if (milliseconds === null)
    throw new Problem('invalid_request', `${field} must be ${FORMAT_WORDS['date-time']}.`, { field });
  return milliseconds;
}

/** Returns an address to which a payer is sent, in the form that is stored. A live account must use https. Throws `invalid_request`. */
export function payerAddress(field: string, text: string, environment: 'sandbox' | 'live'): WebAddress {
  const address = parseWebAddress(text);
  if (address === null)
    throw new Problem('invalid_request', `${field} must be ${FORMAT_WORDS.uri}.`, { field });
  if (environment === 'live' && !address.startsWith('https:'))
    throw new Problem('invalid_request', `${field} must begin with https:// in a live account.`, { field });
  return address;
}

/** What to send for each format, for error messages. */
export const FORMAT_WORDS: Readonly<Record<string, string>> = {
  uri: 'an http or https address such as https://shop.example/orders/1, with a host of letters, digits, dots and dashes, and no user name',
  email: 'an e-mail address such as ada@shop.example',
  'date-time': 'a time such as 2030-01-31T09:00:00Z (RFC 3339), of a day that there is, from 2000 to 2100',
};
