import { pino } from 'pino';
import { scrub } from './scrub.ts';

const lines = pino.destination({ dest: 2, sync: false });

/**
 * The server's log: JSON lines on standard error, so that standard output is for the person who started it. Secrets
 * have no business in a log entry; the redaction is the net below that rule.
 */
export const log = pino(
  {
    level: process.env.CRAFTASTIC_LOG ?? 'warn',
    redact: { paths: ['*.authorization', '*.cookie', '*.token', '*.password', 'req.headers'], censor: '…' },
  },
  { write: (line) => lines.write(scrub(line)) },
);
