import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { containersOf, filesWith, processesWith } from '../support/look-for.ts';
import { expect, REMOTE_TOKEN, test } from '../support/test.ts';

const run = promisify(execFile);

test.use({ ownServer: true });

test('from the address of a private repository to a commit on its host', async ({
  home,
  ide,
  remote,
  craftastic,
  page,
  runtime,
}) => {
  await remote.createRepository('shop', { 'README.md': '# Shop\n', 'src/index.ts': 'export const answer = 41;\n' });
  const log = () =>
    run('git', ['-C', remote.directoryOf('shop'), 'log', '-2', '--format=%an <%ae> %s', 'feature/answer']).then(
      ({ stdout }) => stdout.trim().split('\n')[0],
      () => 'nothing yet',
    );

  await test.step('an environment of it, with the token that its host wants', async () => {
    await home.clone(remote.urlOf('shop'));
    await home.giveToken({ user: 'dev', token: REMOTE_TOKEN });
    await home.newBranch('shop', 'feature/answer');
    await ide.shown();
  });

  await test.step('edit, and a command in the terminal', async () => {
    await ide.openFromTree('src', 'index.ts');
    await ide.reads('export const answer = 41;');
    await ide.typeOver('export const answer = 42;\n');
    await ide.save();
    await ide.run('cat src/index.ts && echo "branch: $(git branch --show-current)"');
    await ide.sees('export const answer = 42;');
    await ide.sees('branch: feature/answer');
  });

  await test.step('stage, commit, say who it is by', async () => {
    await ide.stage('src/index.ts');
    await ide.commit('Know the answer');
    await ide.identify('Ada Lovelace', 'ada@example.com');
    await expect(ide.commits.getByText('Know the answer')).toBeVisible();
  });

  const nowhere = async () => {
    expect(await processesWith(REMOTE_TOKEN)).toEqual([]);
    expect(await filesWith(REMOTE_TOKEN, craftastic.data)).toEqual([]);
    expect(craftastic.output).not.toContain(REMOTE_TOKEN);
    if (runtime === 'docker') {
      const installation = (await readFile(join(craftastic.data, 'installation'), 'utf8')).trim();
      const told = await containersOf(installation);
      expect(told).toContain(installation);
      expect(told).not.toContain(REMOTE_TOKEN);
    }
  };
  /** Look while git talks to its host, and its helpers run. */
  const whileItPushes = async (begin: () => Promise<void>) => {
    const gate = Promise.withResolvers<void>();
    let asked = false;
    remote.refuse(() => {
      asked = true;
      return null;
    });
    remote.holdUntil(gate.promise);
    const before = remote.requests.length;
    await begin();
    await nowhere();
    gate.resolve();
    remote.holdUntil(null);
    await expect.poll(() => asked && remote.requests.length > before).toBe(true);
    remote.refuse(null);
  };

  await test.step('push by the button', async () => {
    await whileItPushes(async () => {
      await ide.push();
      await expect(page.getByRole('progressbar', { name: 'Pushing' })).toBeVisible();
    });
    await expect.poll(log).toBe('Ada Lovelace <ada@example.com> Know the answer');
  });

  await test.step('push from the terminal', async () => {
    await ide.run('git commit --allow-empty -m "From the terminal"');
    await ide.sees('] From the terminal');
    await expect(ide.commits.getByText('From the terminal')).toBeVisible();
    await whileItPushes(async () => {
      await ide.run('git push');
      await ide.sees('git push');
    });
    await expect.poll(log).toBe('Ada Lovelace <ada@example.com> From the terminal');
    await ide.run('clear; git remote -v');
    await ide.sees(`origin  ${remote.urlOf('shop')} (push)`);
    await nowhere();
  });
});
