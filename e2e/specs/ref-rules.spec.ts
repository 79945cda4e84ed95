import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ready } from '../support/craftastic.ts';
import { expect, test } from '../support/test.ts';

const run = promisify(execFile);

test('rules for pushes are set on the screen, and whoever breaks one reads why in the terminal', async ({
  page,
  client,
  craftastic,
  home: _,
}, info) => {
  const environment = await ready(client, (await client.environments.create({ name: 'Handbook' })).id);
  const clone = info.outputPath('clone');
  const url = environment.repositoryUrl.replace('http://', `http://x:${craftastic.token}@`);
  await run('git', ['clone', '-q', url, clone]);
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const git = (...args: string[]) => run('git', ['-C', clone, ...identity, ...args]);

  await test.step('protect main, lock what is released', async () => {
    await page.goto(`${craftastic.url}/environments/${environment.id}`);
    await page.getByLabel('Protected branches').fill('main');
    await page.getByLabel('Locked branches').fill('release/*\nno branch');
    await expect(page.getByText('no branch is no branch: a name has no spaces.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
    await page.getByLabel('Locked branches').fill('release/*');
    await page.getByLabel('Largest file, in megabytes').fill('1');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Settings saved')).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Locked branches')).toHaveValue('release/*');
    await expect(page.getByLabel('Largest file, in megabytes')).toHaveValue('1');
  });

  await test.step('a force push, a deletion and a push to a locked branch are refused by a sentence', async () => {
    await git('commit', '-q', '--amend', '-m', 'Another first commit');
    const said = (...args: string[]) => git('push', ...args).then(String, ({ stderr }) => stderr);
    expect(await said('--force', 'origin', 'main')).toContain('main is protected: it takes no force push.');
    expect(await said('origin', '--delete', 'main')).toContain('main is protected: it can’t be deleted.');
    expect(await said('origin', 'main:release/1')).toContain('release/1 is locked: it takes no push.');
    expect((await client.environments.branches({ id: environment.id })).map(({ name }) => name)).toEqual(['main']);
    await git('push', '-q', 'origin', 'main:feature/1');
  });
});
