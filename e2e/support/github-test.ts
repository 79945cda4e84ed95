import type { Page } from '@playwright/test';
import { Craftastic } from './craftastic.ts';
import { TestGithub } from './github.ts';
import { test as base } from './test.ts';

/** A GitHub of the test's own, and a server that logs in with it. */
export const test = base.extend<{ github: TestGithub }>({
  github: async ({ runtime: _ }, use) => {
    await using github = await TestGithub.start();
    await use(github);
  },
  craftastic: async ({ runtime, github, settings }, use) => {
    const list = { CRAFTASTIC_ALLOWED_LOGINS: 'octo-ada' };
    await using own = await Craftastic.start({ CRAFTASTIC_RUNTIME: runtime, ...github.settings, ...list, ...settings });
    await use(own);
  },
});

/** Log in with GitHub, as whoever is logged in there; ends on the page that was wanted. */
export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
}
