import { lstat } from 'node:fs/promises';
import { contractError } from '@craftastic/contract/contract-error';

/**
 * Refuse to talk to what is no socket. The folder belongs to the sandbox, and something in it may have put a link in the
 * socket's place: to the Docker Engine's, which the server may use and the sandbox may not.
 */
export async function requireSocket(path: string): Promise<void> {
  const found = await lstat(path).catch((cause) => {
    throw contractError('SANDBOX_UNREACHABLE', { cause });
  });
  if (!found.isSocket()) throw contractError('SANDBOX_UNREACHABLE', { cause: new Error(`${path} is no socket`) });
}
