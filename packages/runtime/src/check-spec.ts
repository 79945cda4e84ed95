import { lstat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Id } from '@craftastic/contract/ids';
import { SandboxError, type SandboxSpec } from './runtime.ts';

/** `sun_path` has 108 bytes on Linux and 104 on macOS, the closing NUL among them. */
const SOCKET_PATH_LIMIT = process.platform === 'linux' ? 107 : 103;

/** The longer one of the two sockets' names decides. */
export function socketPath(runDirectory: string): string {
  return join(runDirectory, 'supervisor.sock');
}

/** What can be told wrong of a spec without asking an engine, as a sentence; null where nothing is. */
export function faultOfSpec(spec: SandboxSpec): string | null {
  for (const id of [spec.id, spec.environmentId]) {
    if (!Id.safeParse(id).success) return `“${id}” can’t name a sandbox: 6 to 24 lower-case letters and digits can.`;
  }
  const bytes = Buffer.byteLength(socketPath(spec.runDirectory));
  if (bytes > SOCKET_PATH_LIMIT) {
    return `The path ${socketPath(spec.runDirectory)} has ${bytes} bytes; a unix socket’s may have ${SOCKET_PATH_LIMIT}. Choose a data folder with a shorter path (CRAFTASTIC_DATA).`;
  }
  const relative = [spec.runDirectory, ...spec.mounts.flatMap((mount) => [mount.source, mount.target])].find(
    (path) => !isAbsolute(path),
  );
  return relative === undefined ? null : `“${relative}” is not an absolute path, so it can’t be seen in a sandbox.`;
}

/** Fails with the sentence of {@link faultOfSpec}. */
export function checkSpec(spec: SandboxSpec): void {
  const fault = faultOfSpec(spec);
  if (fault !== null) throw new SandboxError(fault);
}

/** Fails where something to be mounted does not exist. */
export async function checkSources(sources: string[]): Promise<void> {
  await Promise.all(
    sources.map(async (source) => {
      try {
        await lstat(source);
      } catch (cause) {
        throw new SandboxError(`${source} should be seen in the sandbox, but does not exist.`, '', { cause });
      }
    }),
  );
}
