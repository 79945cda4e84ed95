import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../../e2e/support/craftastic.ts';

/**
 * What code-server took on another day, on the machine that these aims were set on (2 cores, Debian 12): the peer
 * where none is installed.
 */
export const RECORDED = { editorSeconds: 4.0, memoryMegabytes: 857, terminalMegabytesPerSecond: 1.9 };

export interface CodeServer {
  version: string;
  process: ChildProcess;
  /** Address of the window on its folder; with a file, that file is opened in it. */
  address(file?: string): string;
}

/**
 * Start code-server on a folder: the program that CODE_SERVER names, else the one on PATH; null where there is none.
 * Settings, extensions and home are new and empty; its terminal draws with the page's elements, as ours does where the
 * graphics card is emulated.
 */
export async function startCodeServer(
  stack: AsyncDisposableStack,
  files: Record<string, string>,
): Promise<CodeServer | null> {
  const program = process.env.CODE_SERVER ?? 'code-server';
  const home = await mkdtemp(join(tmpdir(), 'code-server-'));
  stack.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const env = { PATH: process.env.PATH, HOME: home, SHELL: '/bin/bash' };
  const asked = spawnSync(program, ['--version'], { env, encoding: 'utf8' });
  if (asked.status !== 0) return null;

  const folder = join(home, 'work');
  await writeTree(folder, files);
  const user = join(home, 'user');
  await mkdir(join(user, 'User'), { recursive: true });
  const settings = { 'terminal.integrated.gpuAcceleration': 'off', 'workbench.startupEditor': 'none' };
  await writeFile(join(user, 'User/settings.json'), JSON.stringify(settings));

  const port = await freePort();
  const switches = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
  const places = ['--user-data-dir', user, '--extensions-dir', join(home, 'extensions')];
  const child = spawn(program, [...switches, ...places, '--bind-addr', `127.0.0.1:${port}`], {
    env,
    // Its errors are of files that only Microsoft's own build has.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  stack.defer(async () => {
    child.kill('SIGTERM');
    await gone;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.includes('HTTP server listening') && resolve());
    void gone.then(() => reject(new Error('code-server ended while it was starting')));
  });

  return {
    version: /^\d+\.\d+\.\d+/m.exec(asked.stdout)?.[0] ?? '',
    process: child,
    address(file) {
      const url = new URL(`http://127.0.0.1:${port}/`);
      url.searchParams.set('folder', folder);
      const opened = `vscode-remote://${url.host}${folder}/${file}`;
      if (file !== undefined) url.searchParams.set('payload', JSON.stringify([['openFile', opened]]));
      return url.href;
    },
  };
}

async function writeTree(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
