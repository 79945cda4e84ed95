import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IdePage } from '../pages/ide.ts';
import { startLine } from '../support/line.ts';
import { expect, test } from '../support/test.ts';

test('Ctrl-C ends a flood of output, and the prompt answers', async ({ ide, page, openSession }) => {
  await ide.open(await openSession());
  await ide.run('yes | cat');
  await ide.sees(/(y\s*){10}/);
  await page.keyboard.press('Control+C');
  await ide.sees(/\^C/);
  await ide.run('clear; echo still $((40 + 2))');
  await ide.sees('still 42');
});

test('two tabs see the same terminal', async ({ ide, page, craftastic, openSession }) => {
  const session = await openSession();
  await ide.open(session);
  await ide.run('echo from the $((1)) tab');
  await ide.sees('from the 1 tab');
  const other = new IdePage(await page.context().newPage(), craftastic.url);
  await other.open(session);
  await other.sees('from the 1 tab');
  await other.run('echo from the $((2)) tab');
  await ide.sees('from the 2 tab');
  await other.page.close();
});

test('a program knows the size, and a resize reaches it', async ({ ide, page, openSession }) => {
  await ide.open(await openSession());
  const columns = async (): Promise<number> => {
    await ide.run('clear; echo "columns: $(tput cols)."');
    await ide.sees(/columns: \d+\./);
    return Number(/columns: (\d+)\./.exec((await ide.terminal.textContent()) ?? '')?.[1]);
  };
  const before = await columns();
  await page.setViewportSize({ width: 1000, height: 900 });
  await expect.poll(columns).toBeLessThan(before);
});

test('a program’s end shows its exit code, and the terminal can be had again', async ({ ide, openSession }) => {
  await ide.open(await openSession());
  await ide.run('exit 3');
  await expect(ide.page.getByText('The program ended with exit code 3.')).toBeVisible();
  await ide.button('Restart').click();
  await ide.run('echo again $((1 + 1))');
  await ide.sees('again 2');
});

test('several terminals, each with its own program', async ({ ide, page, openSession }) => {
  await ide.open(await openSession());
  await ide.run('echo I am $((1))');
  await ide.sees('I am 1');
  await ide.button('New terminal').click();
  const tabs = page.getByRole('region', { name: 'Terminal', exact: true }).getByRole('tab');
  await expect(tabs).toHaveCount(2);
  await ide.run('echo I am $((2))');
  await ide.sees('I am 2');
  await tabs.first().click();
  await ide.sees('I am 1');
  await ide.button('Close terminal').click();
  await expect(tabs).toHaveCount(1);
  await ide.sees('I am 2');
});

test('a lost network is said, and the terminal comes back with what it missed', async ({
  page,
  craftastic,
  openSession,
}) => {
  const session = await openSession();
  await using line = await startLine(craftastic.port);
  await page.request.get(`${line.url}/login?token=${craftastic.token}`);
  const ide = new IdePage(page, line.url);
  await ide.open(session);
  await ide.run('until [ -e go-on ]; do read -t 0.1; done; echo went $((1 + 1)) on');
  await ide.sees('until');
  line.cut();
  await expect(page.getByText('What you type is not sent.').or(page.getByText('The program goes on.'))).toBeVisible();
  await expect(page.getByText('Server not reachable, reconnecting…')).toBeVisible();
  await writeFile(join(session.worktree, 'go-on'), '');
  await expect(ide.terminal).not.toContainText('went 2 on');
  line.mend();
  await ide.sees('went 2 on');
  await expect(page.getByText('Server not reachable, reconnecting…')).toHaveCount(0);
  await expect(ide.statusBar.getByText('Connected')).toBeVisible();
  await ide.run('echo typing $((6 * 7))');
  await ide.sees('typing 42');
});
