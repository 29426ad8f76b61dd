import type { Module } from '../module.ts';
import { settings } from './settings.ts';
import { sweepKeys } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    http: typeof http;
  }
}

export const http = {
  name: 'http',
  schema: 'cell',
  tables: {
    idempotency: 'mutable',
  },
  problems: {
    malformed_json: {
      status: 400,
      title: 'The body is not JSON',
      advice:
        'Send a JSON object. Check quotes, commas and the encoding (UTF-8), and that no object has the same member twice.',
    },
    invalid_request: {
      status: 400,
      title: 'A field is missing, unknown or of the wrong kind',
      advice: 'See `field` and `detail`; the API reference lists every field.',
    },
    idempotency_key_invalid: {
      status: 400,
      title: 'The idempotency key is not 1 to 255 printable characters',
      advice: 'Send a fresh UUID as Idempotency-Key.',
    },
    card_number_refused: {
      status: 400,
      title: 'A card number is in a field that may not contain one',
      advice:
        'Send card numbers in `payment_method` only. If a number of your own happens to look like a card number, put a letter before its first digit: A4242….',
    },
    unauthorized: {
      status: 401,
      title: 'The key is missing or wrong',
      advice: 'Send `Authorization: Bearer sk_test_…` with a key that has not been revoked.',
    },
    forbidden: {
      status: 403,
      title: 'This key may not do that',
      advice:
        'Use a secret key that has the scope named in `detail`. A publishable key is only for the payer’s page.',
    },
    address_unknown: {
      status: 404,
      title: 'There is nothing at this address',
      advice: 'Look up the path in /openapi.json. Paths of objects begin with /v1 and use the plural.',
    },
    not_found: {
      status: 404,
      title: 'This account has no such object',
      advice: 'Check the id, and that the key belongs to the same account and environment.',
    },
    method_not_allowed: {
      status: 405,
      title: 'This address does not support that method',
      advice: 'See the `Allow` header.',
    },
    request_timeout: {
      status: 408,
      title: 'The request did not arrive completely in time',
      advice: 'Send the whole request within 30 seconds.',
    },
    body_too_large: {
      status: 413,
      title: 'The body is over 256 KiB',
      advice: 'Send less. Metadata is for short notes.',
    },
    headers_too_large: {
      status: 431,
      title: 'The header fields are over 16 KiB',
      advice: 'Send fewer or shorter header fields. Data belongs in the body.',
    },
    unsupported_media_type: {
      status: 415,
      title: 'The body is not application/json in UTF-8',
      advice: 'Send `Content-Type: application/json`, in UTF-8 and without Content-Encoding.',
    },
    idempotency_in_progress: {
      status: 409,
      title: 'The first request with this key is still running',
      advice: 'Send the same request again after Retry-After seconds, with the same key and body.',
    },
    idempotency_key_reused: {
      status: 422,
      title: 'This idempotency key was used with another body',
      advice: 'Use a new key for a new request.',
    },
    rate_limited: {
      status: 429,
      title: 'Too many requests',
      advice: 'Wait Retry-After seconds, then try again.',
    },
    internal: {
      status: 500,
      title: 'Something went wrong in Florin',
      advice: 'Try again with the same Idempotency-Key. If you report it, include the request_id.',
    },
  },
  settings,
  ids: ['req'],
  sweeps: [sweepKeys],
} as const satisfies Module;
