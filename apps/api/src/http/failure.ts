import { hasContractCode } from '@craftastic/contract/contract-error';
import { Failure } from '@craftastic/contract/progress';
import type { Logger } from 'pino';

/** How an error is kept in the row of what failed: as it is where it is meant for people, else masked, and logged. */
export function failureOf(error: unknown, log: Logger): Failure {
  if (hasContractCode(error)) {
    const { output, host } = (error.data ?? {}) as { output?: unknown; host?: unknown };
    return {
      code: error.code,
      message: typeof host === 'string' && !error.message.includes(host) ? `${host}: ${error.message}` : error.message,
      ...(typeof output === 'string' && output !== '' ? { output } : {}),
    };
  }
  log.error({ err: error }, 'long work failed');
  return { code: 'UNAVAILABLE', message: 'Something failed inside the server; its log says what.' };
}

/** A failure as it was kept; null for none, and for one that an older version wrote differently. */
export function keptFailure(value: unknown): Failure | null {
  const parsed = Failure.safeParse(value);
  return parsed.success ? parsed.data : null;
}
