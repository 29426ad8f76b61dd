import { Type } from 'typebox';
import { parseMoment } from '../kernel/clock.ts';
import { Problem } from '../kernel/problem.ts';
import { parseWebAddress, WEB_ADDRESS_LENGTH_MAX, type WebAddress } from '../kernel/web-address.ts';

/** Fields that several modules take. What their schemas cannot say is checked by the formats below. */

/** An address that a client gives. `webAddress` makes it the one that is kept. */
export const WebAddressField = (description: string) =>
  Type.String({ format: 'uri', maxLength: WEB_ADDRESS_LENGTH_MAX, description });

/** A time that a client gives. `moment` reads it. */
export const MomentField = Type.String({ format: 'date-time' });

/** What the formats of request schemas mean here, in place of Ajv's own, which are looser. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  uri: (text) => parseWebAddress(text) !== null,
  'date-time': (text) => parseMoment(text) !== null,
};

/** Milliseconds since the epoch. Throws `invalid_request`. */
export function moment(field: string, text: string): number {
  const milliseconds = parseMoment(text);
  if (milliseconds === null)
    throw new Problem('invalid_request', `${field} must be ${FORMAT_WORDS['date-time']}.`, { field });
  return milliseconds;
}

/** The address that a payer is sent to, in the form that is kept; where money is real, an https one. Throws `invalid_request`. */
export function payerAddress(field: string, text: string, environment: 'sandbox' | 'live'): WebAddress {
  const address = parseWebAddress(text);
  if (address === null)
    throw new Problem('invalid_request', `${field} must be ${FORMAT_WORDS.uri}.`, { field });
  if (environment === 'live' && !address.startsWith('https:'))
    throw new Problem('invalid_request', `${field} must begin with https:// in a live account.`, { field });
  return address;
}

/** What to send where a format is asked for. */
export const FORMAT_WORDS: Readonly<Record<string, string>> = {
  uri: 'an http or https address such as https://shop.example/orders/1, with a host of letters, digits, dots and dashes, and no user name',
  'date-time': 'a time such as 2030-01-31T09:00:00Z (RFC 3339), of a day that there is, from 2000 to 2100',
};
