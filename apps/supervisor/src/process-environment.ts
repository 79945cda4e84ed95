import { accessSync, constants, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What is ours, of no use to a terminal, and confusing there. Kept is the mark by which the local runtime finds all
 * processes of a sandbox, whatever became of their parents.
 */
const INTERNAL = /^(?:CRAFTASTIC_(?!SANDBOX$)|NODE_CHANNEL_)/;

/**
 * The environment of every process that the supervisor starts: the sandbox's own without our internals. Shells and git
 * want a home they can write to, which a container run as the owner of the data need not have.
 */
export function processEnvironment(own: NodeJS.ProcessEnv): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && !INTERNAL.test(name)) environment[name] = value;
  }
  environment.PATH ??= '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  if (!isWritable(environment.HOME)) {
    environment.HOME = join(tmpdir(), `home-${process.getuid?.() ?? 0}`);
    mkdirSync(environment.HOME, { recursive: true, mode: 0o700 });
  }
  return environment;
}

function isWritable(directory: string | undefined): boolean {
  try {
    if (directory === undefined || !directory.startsWith('/')) return false;
    accessSync(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
