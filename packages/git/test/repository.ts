import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Git } from '../src/runner.ts';

const run = promisify(execFile);

/** Of the tests' own git: no configuration of the machine, and an author. */
export const TEST_ENVIRONMENT: Record<string, string> = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** A folder that is removed at the end of its scope. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'craftastic-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Git by hand, with everything allowed, for setting scenes and looking at results. */
export async function sh(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, {
    cwd: directory,
    env: { ...TEST_ENVIRONMENT, LC_ALL: 'C.UTF-8' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trimEnd();
}

/** A repository with a worktree, removed at the end of its scope; `files` make its first commit. */
export async function temporaryRepository(files?: Record<string, string>) {
  const folder = await temporaryFolder();
  const directory = join(folder.path, 'work');
  await mkdir(directory);
  await sh(directory, 'init', '--quiet', '--initial-branch=main');
  const write = async (path: string, content: string | Uint8Array) => {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  };
  const commitAll = async (message: string) => {
    await sh(directory, 'add', '--all');
    await sh(directory, 'commit', '--quiet', '--allow-empty', '--message', message);
    return sh(directory, 'rev-parse', 'HEAD');
  };
  for (const [path, content] of Object.entries(files ?? {})) await write(path, content);
  if (files) await commitAll('first');
  return {
    ...folder,
    directory,
    git: new Git({ directory, environment: TEST_ENVIRONMENT }),
    write,
    commitAll,
    sh: (...args: string[]) => sh(directory, ...args),
  };
}

/** The result of a generator that reports progress, which is left out. */
export async function finish<T>(generator: AsyncGenerator<unknown, T, void>): Promise<T> {
  while (true) {
    const step = await generator.next();
    if (step.done) return step.value;
  }
}
