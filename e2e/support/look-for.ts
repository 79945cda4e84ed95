import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { LABEL } from '@craftastic/runtime/labels';
import Docker from 'dockerode';

const run = promisify(execFile);

/** The processes of this machine, those in containers too, that show a text in their arguments or environment. */
export async function processesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue;
    for (const part of ['cmdline', 'environ']) {
      const shown = await readFile(`/proc/${pid}/${part}`, 'utf8').catch(() => '');
      if (shown.includes(text)) found.push(`${pid} ${part}: ${shown.replaceAll('\0', ' ').slice(0, 200)}`);
    }
  }
  return found;
}

/** The files below a folder that have a text in them. */
export async function filesWith(text: string, folder: string): Promise<string[]> {
  const grep = run('grep', ['-rlaF', '--devices=skip', '-e', text, folder]);
  // It ends with 1 where it finds nothing, with 2 where a file went while it read: what it found counts.
  const { stdout } = await grep.catch((error: { stdout: string }) => error);
  return stdout.split('\n').filter(Boolean);
}

/** All that the engine tells of the containers of one installation: configuration, state, logs. */
export async function containersOf(installation: string): Promise<string> {
  const docker = new Docker();
  const containers = await docker.listContainers({
    all: true,
    filters: { label: [`${LABEL.installation}=${installation}`] },
  });
  const told = await Promise.all(
    containers.map(async ({ Id }) => {
      const container = docker.getContainer(Id);
      const [inspected, logs] = await Promise.all([
        container.inspect(),
        container.logs({ stdout: true, stderr: true, follow: false }),
      ]);
      return JSON.stringify(inspected) + logs.toString();
    }),
  );
  return told.join('\n');
}
