import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { ready } from '../support/craftastic.ts';
import { expect, test } from '../support/test.ts';

const run = promisify(execFile);

test.use({ ownServer: true });

test('a token is made, used by the API and by git, and removed', async ({ home, page, client, craftastic }, info) => {
  const created = await client.environments.create({ name: 'Docs' });
  const environment = await ready(client, created.id);
  await home.open();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: 'Access tokens' }).click();
  await expect(page.getByText('None yet.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('Build server');
  const create = page.getByRole('button', { name: 'Create token' });
  await expect(create).toBeDisabled();
  await page.getByRole('checkbox', { name: 'Read the API' }).click();
  await page.getByRole('checkbox', { name: 'Clone and fetch' }).click();
  await create.click();
  const token = await page.getByLabel('Your new token').inputValue();
  expect(token).toMatch(/^cft_[\w-]{43}$/);
  const list = page.getByRole('list', { name: 'Access tokens' });
  await expect(list.getByText(`cft_…${token.slice(-4)}`)).toContainText('never used');
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);

  // It may read, and no more.
  const program = craftastic.client(token);
  expect((await program.environments.list()).map(({ name }) => name)).toEqual(['Docs']);
  await expect(program.environments.create({ name: 'Another' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'This access token lacks the scope api:write.',
  });
  await expect(program.accessTokens.list()).rejects.toMatchObject({ code: 'FORBIDDEN' });

  // Git takes it for a password, to fetch.
  const url = environment.repositoryUrl.replace('://', `://ci:${token}@`);
  const clone = info.outputPath('clone');
  await run('git', ['clone', '-q', url, clone]);
  const push = run('git', ['-C', clone, 'push', '-q', 'origin', 'HEAD:refs/heads/other'], {
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
  });
  await expect(push).rejects.toThrow(/403/);

  // Shown once: the page that comes back has its last letters alone.
  await page.reload();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: 'Access tokens' }).click();
  await expect(list.getByText(`cft_…${token.slice(-4)}`)).toContainText('used just now');
  expect(await page.content()).not.toContain(token);
  await page.getByRole('button', { name: 'Remove the token Build server' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('None yet.')).toBeVisible();
  await expect(program.environments.list()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(craftastic.output).not.toContain(token);
});

test('another browser is seen and logged out, then all of them', async ({ home, page, browser, craftastic }) => {
  await home.open();
  const other = await browser.newContext({
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  });
  const elsewhere = await other.newPage();
  await elsewhere.goto(craftastic.loginUrl);
  await expect(elsewhere.getByRole('button', { name: 'Settings', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: 'Browsers' }).click();
  const browsers = page.getByRole('list', { name: 'Browsers' });
  await expect(browsers.getByText('this one')).toHaveCount(1);
  await page.getByRole('button', { name: 'Log out Firefox on Linux' }).click();
  await expect(browsers.getByText('Firefox on Linux')).toHaveCount(0);
  // Its page hears of it without asking.
  await expect(elsewhere.getByRole('heading', { name: 'Log in to Craftastic' })).toBeVisible();
  await other.close();

  await page.getByRole('button', { name: 'Log out everywhere' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Log out everywhere' }).click();
  await expect(page.getByRole('heading', { name: 'Log in to Craftastic' })).toBeVisible();
});
