import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, REMOTE_TOKEN, test } from '../support/test.ts';

const run = promisify(execFile);

for (const runtime of ['docker', 'local'] as const) {
  test.describe(runtime, () => {
    test.use({ runtime });

    test('from the address of a private repository to a commit on its host', async ({ home, ide, page, remote }) => {
      await remote.createRepository('shop', { 'README.md': '# Shop\n', 'src/index.ts': 'export const answer = 41;\n' });

      await home.clone(remote.urlOf('shop'));
      await home.giveToken({ user: 'dev', token: REMOTE_TOKEN });
      await home.newBranch('shop', 'feature/answer');

      await ide.openFromTree('src', 'index.ts');
      await expect.poll(() => ide.editorText()).toContain('export const answer = 41;');
      await ide.typeOver('export const answer = 42;\n');
      await ide.save();

      await ide.run('cat src/index.ts && echo "branch: $(git branch --show-current)"');
      await ide.sees('export const answer = 42;');
      await ide.sees('branch: feature/answer');

      await ide.stage('src/index.ts');
      await ide.commit('Know the answer');
      await ide.identify('Ada Lovelace', 'ada@example.com');
      await expect(page.getByText('Know the answer').first()).toBeVisible();
      await ide.push();

      const log = () =>
        run('git', ['-C', remote.directoryOf('shop'), 'log', '-1', '--format=%an <%ae> %s', 'feature/answer']).then(
          ({ stdout }) => stdout.trim(),
          () => 'nothing yet',
        );
      await expect.poll(log).toBe('Ada Lovelace <ada@example.com> Know the answer');
    });
  });
}
