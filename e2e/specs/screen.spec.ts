import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '../support/test.ts';

/** What axe finds wrong, one line each. Monaco and xterm draw their text themselves: their insides are theirs. */
async function flaws(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').exclude('.xterm').analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('home and its dialogs have no flaw that axe knows', async ({ home, page, openSession }) => {
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
      expect(await flaws(page)).toEqual([]);
      const session = await openSession({ 'README.md': '# Shop\n' }, { branch: 'feature/one' });
      await expect(home.environment(session.repository).getByText('feature/one')).toBeVisible();
      expect(await flaws(page)).toEqual([]);
      await page.getByRole('button', { name: 'More for feature/one' }).click();
      await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible();
      await settle(page);
      expect(await flaws(page)).toEqual([]);
      await page.keyboard.press('Escape');
      for (const name of ['New environment', 'New session', 'Settings', 'Keyboard shortcuts']) {
        await page.getByRole('button', { name, exact: true }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
        await settle(page);
        expect(await flaws(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
        await expect(page.getByRole('button', { name, exact: true })).toBeFocused();
      }
      await home.environment(session.repository).getByRole('link', { name: session.repository }).click();
      await expect(page.getByLabel('Setup script')).toBeVisible();
      const parts = page.getByRole('navigation', { name: 'Settings' });
      await expect(parts.locator('[aria-current]')).toHaveText('General');
      await parts.getByRole('link', { name: 'Members' }).click();
      await expect(page.getByRole('heading', { name: 'Members' })).toBeInViewport();
      await expect(parts.locator('[aria-current]')).not.toHaveText('General');
      await expect(page).toHaveTitle(`${session.repository} – Craftastic`);
      expect(await flaws(page)).toEqual([]);
      await page.getByRole('link', { name: 'Audit' }).click();
      await expect(page.getByRole('cell', { name: 'Log in' }).first()).toBeVisible();
      await expect(page).toHaveTitle('Audit log – Craftastic');
      expect(await flaws(page)).toEqual([]);
      for (const path of ['/environments/nowhere', '/sessions/nowhere', '/nowhere']) {
        await page.goto(new URL(path, page.url()).href);
        await expect(page.getByText(/^There is no such (environment|session|page)$/)).toBeVisible();
        expect(await flaws(page)).toEqual([]);
      }
    });

    test('a session has no flaw that axe knows', async ({ ide, page, client, openSession }) => {
      const session = await openSession({ 'a.ts': 'export const a = 1;\n', 'b.txt': 'b\n' });
      await writeFile(join(session.worktree, 'a.ts'), 'export const a = 2;\n');
      await writeFile(join(session.worktree, 'new.txt'), 'new\n');
      await ide.open(session);
      await ide.openFromTree('a.ts');
      await ide.reads('export const a');
      await ide.stage('a.ts');
      await ide.sees('#');
      await ide.change('a.ts').hover();
      await ide.button('Show hunks of a.ts').click();
      await expect(ide.button('Unstage lines 1 of a.ts')).toBeVisible();
      await settle(page);
      expect(await flaws(page)).toEqual([]);
      await ide.row('a.ts').click({ button: 'right' });
      await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible();
      await settle(page);
      expect(await flaws(page)).toEqual([]);
      await page.keyboard.press('Escape');
      for (const key of ['F1', 'ControlOrMeta+P', 'ControlOrMeta+,']) {
        await page.keyboard.press(key);
        await expect(page.getByRole('dialog')).toBeVisible();
        await settle(page);
        expect(await flaws(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
      await page.keyboard.press('ControlOrMeta+Shift+F');
      await page.getByRole('textbox', { name: 'Search' }).fill('export');
      await expect(page.getByRole('tree', { name: 'Search results' }).getByRole('treeitem').first()).toBeVisible();
      expect(await flaws(page)).toEqual([]);
      await client.sessions.stop({ id: session.id });
      await expect(page.getByRole('button', { name: 'Start session' })).toBeVisible();
      expect(await flaws(page)).toEqual([]);
    });
  });
}

/** Colours that fade in are measured as they are at that moment. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // A spinner never ends.
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations === 1);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

test.describe('without a login', () => {
  test.use({ loggedIn: false });

  test('a wrong token is refused, the right one leads where one was going', async ({ page, craftastic }) => {
    await page.goto(craftastic.url);
    await page.getByLabel('Access token').fill('not-the-token-of-it');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByRole('alert')).toContainText('This is not the token of this server.');
    expect(await flaws(page)).toEqual([]);
    await page.getByLabel('Access token').fill(craftastic.token);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Log in to Craftastic');
  });

  test('from the login to a commit by the keyboard alone', async ({ ide, page, craftastic, openSession }) => {
    const session = await openSession({ 'a.txt': 'one\n' });
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    await page.goto(`${craftastic.url}/sessions/${session.id}`);
    await expect(page.getByLabel('Access token')).toBeFocused();
    await page.keyboard.type(craftastic.token);
    await press('Enter');
    await ide.shown();
    await press('F1');
    await page.keyboard.type('show explorer');
    await press('Enter');
    await expect(ide.tree).toBeFocused();
    for (const key of ['F1', 'ControlOrMeta+P', 'ControlOrMeta+,']) {
      await press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      await press('Escape');
      await expect(ide.tree).toBeFocused();
    }
    await press('ControlOrMeta+P');
    await page.keyboard.type('a.txt');
    await expect(page.getByRole('option', { name: 'a.txt' })).toBeVisible();
    await press('Enter');
    await ide.reads('one');
    await press('ControlOrMeta+A');
    await page.keyboard.insertText('two\n');
    await press('ControlOrMeta+S');
    await expect(ide.change('a.txt')).toBeVisible();
    await press('Alt+W');
    await expect(page.getByRole('button', { name: 'Go to file' })).toBeFocused();
    await press('Control+Shift+G');
    // In the list, over its first group, to the file and its menu, into its hunk.
    await expect(ide.changes).toBeFocused();
    await press('ArrowDown', 'Shift+F10');
    await expect(page.getByRole('menuitem', { name: 'Stage' })).toBeVisible();
    await press('Escape');
    await expect(ide.changes).toBeFocused();
    await press('ArrowRight');
    const hunk = ide.changes.getByRole('treeitem', { name: 'Hunk at line 1, changes' });
    await expect(hunk).toBeVisible();
    await press('ArrowRight');
    await expect(hunk).toHaveAttribute('aria-selected', 'true');
    await press(' ');
    await expect(ide.changes.getByRole('treeitem', { name: 'Staged, 1 file' })).toBeVisible();
    await expect(async () => {
      await press('Tab');
      await expect(ide.message).toBeFocused({ timeout: 100 });
    }).toPass();
    await page.keyboard.type('By the keyboard');
    await press('Control+Enter');
    const commit = ide.commits.getByRole('treeitem', { name: /^By the keyboard, / });
    await expect(commit).toBeVisible();
    await expect(async () => {
      await press('Tab');
      await expect(ide.commits).toBeFocused({ timeout: 100 });
    }).toPass();
    await press('ArrowRight');
    await expect(commit).toHaveAttribute('aria-expanded', 'true');
    await expect(ide.commits.getByRole('treeitem', { name: 'a.txt' })).toBeVisible();
    await press('ArrowRight', 'Enter');
    await expect(ide.tab(/a\.txt .*↔/)).toBeVisible();
  });
});

test('a page that lost files of its own on the way, twice over, is loaded again', async ({
  ide,
  page,
  openSession,
}) => {
  const session = await openSession();
  const lost = { app: 0, session: 0 };
  await page.route(/\/assets\/(?:app|session)-.*\.(?:css|js)$/, (route) => {
    const kind = route.request().url().includes('/session-') ? 'session' : 'app';
    if (lost[kind] === 2) return route.continue();
    lost[kind] += 1;
    return route.abort('connectionfailed');
  });
  await ide.open(session);
  expect(lost).toEqual({ app: 2, session: 2 });
  await expect(ide.statusBar).toHaveCSS('display', 'flex');
});

test('a window made narrow folds the side bar, and unfolds it when it is wide', async ({ ide, page, openSession }) => {
  await ide.open(await openSession());
  await expect(ide.git).toBeVisible();
  await page.setViewportSize({ width: 820, height: 900 });
  await expect(ide.tree).toBeHidden();
  await expect(ide.message).toBeVisible();
  await page.getByRole('button', { name: 'Explorer' }).click();
  await expect(ide.tree).toBeVisible();
  await expect(ide.message).toBeHidden();
  await page.getByRole('button', { name: 'Git', exact: true }).click();
  await expect(ide.tree).toBeHidden();
  await page.setViewportSize({ width: 1400, height: 900 });
  await page.getByRole('button', { name: 'Explorer' }).click();
  await expect(ide.tree).toBeVisible();
  await page.setViewportSize({ width: 820, height: 900 });
  await expect(ide.tree).toBeHidden();
  await page.setViewportSize({ width: 1400, height: 900 });
  await expect(ide.tree).toBeVisible();
  await expect(ide.message).toBeVisible();
});

test.describe('on a tablet', () => {
  test.use({ viewport: { width: 820, height: 1180 }, hasTouch: true });

  test('a file is edited, staged and committed', async ({ ide, page, openSession }) => {
    await ide.open(await openSession({ 'a.txt': 'one\n' }));
    await ide.openFromTree('a.txt');
    await ide.reads('one');
    await ide.typeOver('two\n');
    await ide.save();
    if (!(await ide.message.isVisible())) await page.getByRole('button', { name: 'Git', exact: true }).click();
    await ide.stage('a.txt');
    await ide.commit('On a tablet');
    await expect(ide.commits.getByRole('treeitem', { name: /^On a tablet, / })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(820);
  });
});
