import { chmodSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { systemCode } from '../system-code.ts';

/**
 * Listen on a unix socket that its owner alone may use. In a container the API is the same user as the owner of the
 * data, or root; nobody else has business with it. A socket that a killed supervisor left is taken over, one that is
 * answered is not.
 */
export async function listen(server: Server, path: string): Promise<void> {
  if (await isAnswered(path)) throw new Error(`Another supervisor is listening on ${path}`);
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } finally {
    process.umask(mask);
  }
  chmodSync(path, 0o600);
}

/** Whether somebody accepts connections at a unix socket. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
