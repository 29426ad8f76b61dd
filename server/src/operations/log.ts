import pino, { type DestinationStream, type Logger } from 'pino';
import { HIDDEN, hideSecrets } from '../kernel/secrets.ts';

/** Fields that are always hidden because of their name, whatever they contain. */
const fields = ['authorization', 'cookie', 'password', 'secret', 'client_secret', 'number', 'cvc'];

/**
 * The log: one JSON object per line on standard output. The whole line is searched for secrets before it is written, because an
 * error's message may contain whatever caused the error.
 */
export function openLog(level: string, destination?: DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: fields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: HIDDEN,
    },
    hooks: { streamWrite: hideSecrets },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
