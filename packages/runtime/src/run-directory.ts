import { chown, mkdir, rm } from 'node:fs/promises';
import { socketPath } from './check-spec.ts';
import type { SandboxSpec } from './runtime.ts';

/**
 * Make the folder of the sockets, for the sandbox's user alone, and take away the socket of a supervisor that is gone,
 * so that nothing but the new one can be found there.
 */
export async function prepareRunDirectory(spec: Pick<SandboxSpec, 'runDirectory' | 'user'>): Promise<void> {
  await mkdir(spec.runDirectory, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0) await chown(spec.runDirectory, spec.user.uid, spec.user.gid);
  await rm(socketPath(spec.runDirectory), { force: true });
}
