import { expect, test } from '../support/test.ts';

test.use({ ownServer: 'embedded' });

test('a killed server comes back, and a terminal goes on with its screen and scrollback', async ({
  ide,
  page,
  craftastic,
  openSession,
}) => {
  await ide.open(await openSession());
  // Numbered lines, twenty a second at the most, until Ctrl-C.
  await ide.run('echo begin-$((1)); for i in $(seq 1 20000); do echo "line $i"; sleep 0.05; done');
  await ide.sees(/line \d\d/);

  await craftastic.kill();
  await expect(ide.statusBar.getByText(/Reconnecting|Offline|Disconnected/)).toBeVisible();
  await expect(page.getByText('Reconnecting…').first()).toBeVisible();
  await craftastic.boot();
  await expect(page.getByText('Reconnecting…')).toHaveCount(0);
  await expect(ide.statusBar.getByText('Connected')).toBeVisible();

  // It still counts: a later number than the last one seen before.
  const last = async () => Number(/line (\d+)\D*$/.exec((await ide.terminal.textContent()) ?? '')?.[1] ?? 0);
  const before = await last();
  await expect.poll(last).toBeGreaterThan(before);

  await page.reload();
  await ide.shown();
  await ide.sees(/line \d+/);
  await page.locator('.xterm:visible').click();
  await page.keyboard.press('Control+C');
  await ide.sees('^C');
  // What scrolled off before the kill is still there.
  await page.keyboard.press('Control+F');
  await page.getByRole('textbox', { name: 'Find in terminal' }).fill('begin-1');
  await ide.sees(/begin-1\s*line 1\s*line 2/);
});
