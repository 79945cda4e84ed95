import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SupervisorConfig } from '@craftastic/contract/supervisor';
import { processEnvironment } from '../process-environment.ts';
import type { Author, Transport } from '../session-context.ts';
import { makeExecPath, replaceFile } from './exec-path.ts';
import { startForwarder } from './forwarder.ts';
import { systemConfig } from './system-config.ts';

const MACHINE_CONFIG = '/etc/gitconfig';

/**
 * Git's way out: what it asks of `origin`'s host goes to a port of this process, from there over `api.sock` to the
 * API, which adds the user's token. No credential is ever in the sandbox, and no remote looks different for it.
 */
export async function startTransport(
  config: Pick<SupervisorConfig, 'runDirectory' | 'origin' | 'author'>,
): Promise<Transport> {
  // In the sandbox's own folder: terminals which outlive the supervisor find the files of the next one, and it goes with
  // the sandbox, however that ended.
  const directory = join(config.runDirectory, 'git');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const [port, execPath, machineConfig] = await Promise.all([
    readPort(join(directory, 'port')),
    makeExecPath(directory, processEnvironment(process.env)),
    access(MACHINE_CONFIG).then(
      () => MACHINE_CONFIG,
      () => null,
    ),
  ]);
  const forwarder = await startForwarder(join(config.runDirectory, 'api.sock'), port);
  const configFile = join(directory, 'gitconfig');

  async function configure(author: Author | null, origin: string | null): Promise<void> {
    await replaceFile(configFile, systemConfig(author, machineConfig));
    await replaceFile(join(directory, 'origin'), `${originOf(origin) ?? ''}\n`);
  }

  try {
    await replaceFile(join(directory, 'port'), `${forwarder.port}\n`);
    await configure(config.author, config.origin);
  } catch (error) {
    await forwarder.close();
    throw error;
  }
  return {
    environment: { GIT_EXEC_PATH: execPath, GIT_CONFIG_SYSTEM: configFile },
    configure,
    close: async () => {
      await forwarder.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** `https://host[:port]` as it stands in the URL of a remote; null where no proxy can help. */
function originOf(url: string | null): string | null {
  const [, scheme, host] = /^(https?:\/\/)(?:[^/@]*@)?([^/@]+)\//.exec(url ?? '') ?? [];
  return scheme === undefined ? null : `${scheme}${host}`;
}

async function readPort(file: string): Promise<number | null> {
  const port = Number(await readFile(file, 'utf8').catch(() => ''));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}
