import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import { test as base, expect, type Page } from '@playwright/test';
import { HomePage } from '../pages/home.ts';
import { IdePage } from '../pages/ide.ts';
import { type Client, Craftastic } from './craftastic.ts';

/** What the git host of the tests wants; in no process's arguments, so that a search for it means something. */
export const REMOTE_TOKEN = 'tok_7Rk2mVq9XwB4tLzN';

interface Fixtures {
  runtime: 'docker' | 'local';
  /** Logged in before the test starts. */
  loggedIn: boolean;
  craftastic: Craftastic;
  client: Client;
  /** A git host that wants a user's token for everything. */
  remote: GitServer;
  home: HomePage;
  ide: IdePage;
  /** What the page logged as errors; a test that ends with any has failed. */
  complaints: string[];
}

/** A test has a server, a git host and a browser of its own, and leaves nothing of them behind. */
export const test = base.extend<Fixtures>({
  runtime: ['docker', { option: true }],
  loggedIn: [true, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
  remote: async ({}, use) => {
    await using server = await startGitServer({ users: { dev: REMOTE_TOKEN } });
    await use(server);
  },

  craftastic: async ({ runtime }, use) => {
    await using craftastic = await Craftastic.start({ CRAFTASTIC_RUNTIME: runtime });
    await use(craftastic);
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
    await use(new HomePage(page));
  },

  ide: async ({ page, complaints: _ }, use) => use(new IdePage(page)),
});

export { expect, type Page };
