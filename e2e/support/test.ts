import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import { test as base, expect, type Page } from '@playwright/test';
import { HomePage } from '../pages/home.ts';
import { IdePage } from '../pages/ide.ts';
import { type Client, Craftastic, ready, settled } from './craftastic.ts';

const run = promisify(execFile);

/** What the git host of the tests wants; in no process's arguments, so that a search for it means something. */
export const REMOTE_TOKEN = 'tok_7Rk2mVq9XwB4tLzN';

export const AUTHOR = { name: 'Ada Lovelace', email: 'ada@example.com' };

/** Who else pushes to the same repositories. */
const OTHER = {
  GIT_AUTHOR_NAME: 'Grace Hopper',
  GIT_AUTHOR_EMAIL: 'grace@example.com',
  GIT_COMMITTER_NAME: 'Grace Hopper',
  GIT_COMMITTER_EMAIL: 'grace@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

/** A session that a story starts with, and the ways to it other than through the page. */
export interface OpenSession {
  id: string;
  environmentId: string;
  repository: string;
  branch: string;
  /** Its files on this machine. */
  worktree: string;
  /** A git command in the worktree, as from a terminal. */
  git: (...args: string[]) => Promise<string>;
  /** A git command in the repository on the git host. */
  host: (...args: string[]) => Promise<string>;
}

interface Options {
  /** Logged in before the test starts. */
  loggedIn: boolean;
  /**
   * A server that no other test sees: for tests that want it as it is when new, or, with its own PostgreSQL
   * (`embedded`), that end it.
   */
  ownServer: boolean | 'embedded';
  /** Settings of a server of one's own. */
  settings: Record<string, string>;
}

interface Fixtures extends Options {
  craftastic: Craftastic;
  client: Client;
  home: HomePage;
  ide: IdePage;
  /** What the page logged as errors; a test that ends with any has failed. */
  complaints: string[];
  /** A repository on the git host, its environment, and a session on one branch of it; not yet on the page. */
  openSession: (files?: Record<string, string>, options?: SessionOptions) => Promise<OpenSession>;
  /** A commit by somebody else on a branch of the git host, from a clone of theirs. */
  commitElsewhere: (
    repository: string,
    branch: string,
    files: Record<string, string>,
    message: string,
  ) => Promise<void>;
}

interface SessionOptions {
  branch?: string;
  /** Of the repository and of its environment. */
  name?: string;
}

interface WorkerFixtures {
  runtime: 'docker' | 'local';
  /** A git host that wants a user's token for everything. */
  remote: GitServer;
  /** The server of all tests of a worker that don't want one of their own; started by the first of them. */
  sharedServer: () => Promise<Craftastic>;
}

let made = 0;

/** A test has a browser, an environment and sessions of its own, and leaves nothing of them behind. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  runtime: ['local', { option: true, scope: 'worker' }],
  loggedIn: [true, { option: true }],
  ownServer: [false, { option: true }],
  settings: [{}, { option: true }],

  remote: [
    async ({ runtime: _ }, use) => {
      await using server = await startGitServer({ users: { dev: REMOTE_TOKEN } });
      await use(server);
    },
    { scope: 'worker' },
  ],

  sharedServer: [
    async ({ runtime }, use) => {
      await using stack = new AsyncDisposableStack();
      let starting: Promise<Craftastic> | null = null;
      await use(() => {
        starting ??= Craftastic.startEmbedded({ CRAFTASTIC_RUNTIME: runtime }).then((server) => stack.use(server));
        return starting;
      });
    },
    { scope: 'worker' },
  ],

  craftastic: async ({ runtime, sharedServer, ownServer, settings }, use) => {
    if (ownServer) {
      const start = ownServer === 'embedded' ? Craftastic.startEmbedded : Craftastic.start;
      await using own = await start({ CRAFTASTIC_RUNTIME: runtime, ...settings });
      return await use(own);
    }
    const shared = await sharedServer();
    await use(shared);
    await shared.clear();
  },

  client: async ({ craftastic }, use) => use(craftastic.client()),

  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
    await use(complaints);
    expect(complaints).toEqual([]);
  },

  home: async ({ page, craftastic, loggedIn, complaints: _ }, use) => {
    if (loggedIn) await page.goto(craftastic.loginUrl);
    await use(new HomePage(page, craftastic.url));
  },

  ide: async ({ page, craftastic, loggedIn, complaints: _ }, use) => {
    // The address logs in: the page itself is not needed yet.
    if (loggedIn) await page.request.get(craftastic.loginUrl);
    await use(new IdePage(page, craftastic.url));
  },

  openSession: async ({ client, craftastic, remote }, use) => {
    await use(async (files = { 'README.md': '# Shop\n' }, { branch = 'main', name } = {}) => {
      made += 1;
      const repository = name ?? `shop-${made}`;
      await remote.createRepository(repository, files);
      await client.auth.updateMe(AUTHOR);
      await client.tokens.create({ origin: remote.origin, username: 'dev', token: REMOTE_TOKEN });
      const created = await client.environments.create({ url: remote.urlOf(repository) });
      const environment = await ready(client, created.id);
      const base = branch === 'main' ? undefined : 'main';
      const { id } = await client.sessions.create({ environmentId: environment.id, branch, base });
      await settled(client, id);
      const worktree = join(craftastic.data, 'repos', environment.id, 'worktrees', id);
      return {
        id,
        environmentId: environment.id,
        repository,
        branch,
        worktree,
        git: gitIn(worktree),
        host: gitIn(remote.directoryOf(repository)),
      };
    });
  },

  commitElsewhere: async ({ remote }, use, info) => {
    await use(async (repository, branch, files, message) => {
      made += 1;
      const clone = info.outputPath(`clone-${made}`);
      await run('git', ['clone', '-q', '--branch', branch, remote.directoryOf(repository), clone]);
      for (const [path, text] of Object.entries(files)) {
        await mkdir(join(clone, path, '..'), { recursive: true });
        await writeFile(join(clone, path), text);
      }
      const git = gitIn(clone);
      await git('add', '--all');
      await git('commit', '-q', '-m', message);
      await git('push', '-q', 'origin', branch);
    });
  },
});

const gitIn =
  (directory: string) =>
  async (...args: string[]): Promise<string> => {
    // The worktrees of a server that runs as root belong to the user of its sandboxes.
    const trusted = ['-c', 'safe.directory=*', '-C', directory, ...args];
    const { stdout } = await run('git', trusted, { env: { ...process.env, ...OTHER } });
    return stdout.trimEnd();
  };

export { expect, type Page };
