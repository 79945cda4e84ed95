import { AxeBuilder } from '@axe-core/playwright';
import { PreviewPage } from '../pages/preview.ts';
import { settled } from '../support/craftastic.ts';
import { expect, type OpenSession, test } from '../support/test.ts';
import { installVite, viteApp } from '../support/vite-app.ts';

/** A mark in the page that a load of it would take away. */
const MARK = 'still the same page';
const mark = (page: PreviewPage['page']) => page.evaluate((text) => Object.assign(window, { mark: text }), MARK);
const marked = (page: PreviewPage['page']) => page.evaluate(() => 'mark' in window && window.mark);

/** What axe finds wrong on our page, one line each: around the editor, the terminal, the tree of files and the previewed page. */
async function flaws(page: PreviewPage['page']): Promise<string[]> {
  const around = new AxeBuilder({ page })
    .exclude('.monaco-editor')
    .exclude('.xterm')
    .exclude('iframe')
    .exclude('[role=tree]');
  const { violations } = await around.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

test.describe('a Vite app on two branches', () => {
  let main: OpenSession;
  let dark: string;
  let preview: PreviewPage;

  test.beforeEach(async ({ page, craftastic, client, openSession, commitElsewhere }) => {
    preview = new PreviewPage(page, craftastic.url);
    main = await openSession(viteApp('Tea shop'));
    await main.host('branch', 'feature/dark', 'main');
    await commitElsewhere(main.repository, 'feature/dark', viteApp('Tea at night', '#211e1a'), 'Make it dark');
    await client.environments.fetch({ id: main.environmentId });
    dark = (await client.sessions.create({ environmentId: main.environmentId, branch: 'feature/dark' })).id;
    await settled(client, dark);
    await Promise.all([main.id, dark].map((id) => installVite(craftastic, client, id)));
  });

  test('is previewed, switched and changed without a load of the page', async ({ ide, page, client }) => {
    await ide.open(main);
    await preview.toggle();
    await expect(preview.pane.getByText('npm run dev')).toBeVisible();
    await expect(preview.pane.getByText('a guess from package.json')).toBeVisible();
    await preview.button('Start').click();
    await preview.shows('main', 'Tea shop');
    await mark(page);

    // The path is kept from one branch to the next, and the address follows the page.
    await preview.app('main').getByRole('link', { name: 'Cart' }).click();
    await expect(preview.address).toHaveValue('/cart');
    await client.devServer.start({ sessionId: dark });
    await preview.switchTo('feature/dark');
    await preview.shows('feature/dark', 'Tea at night');
    await expect(preview.app('feature/dark').getByText('It is empty.')).toBeVisible();
    await expect(preview.address).toHaveValue('/cart');
    await expect(preview.pane.getByText('You see feature/dark; the editor is on main.')).toBeVisible();

    await preview.go('/');
    await expect(preview.app('feature/dark').getByText('Assam')).toBeVisible();
    await preview.switchTo('main');
    await preview.shows('main', 'Tea shop');
    await expect(preview.app('main').getByText('Assam')).toBeVisible();
    await preview.button('Back').click();
    await expect(preview.address).toHaveValue('/cart');
    await preview.button('Forward').click();
    await expect(preview.address).toHaveValue('/');
    const heading = preview.app('main').getByRole('heading', { level: 1 });
    await heading.evaluate((element) => element.append('!'));
    await expect(heading).toHaveText('Tea shop!');
    await preview.button('Reload').click();
    await expect(heading).toHaveText('Tea shop');

    // The keys that lead out of a page work in it too, and no others do.
    await heading.click();
    await page.keyboard.press('ControlOrMeta+Shift+B');
    await page.getByRole('combobox', { name: 'Branches' }).press('Escape');
    await expect(page.getByRole('button', { name: /^Branches, on/ })).toBeFocused();
    await heading.click();
    await page.keyboard.press('ControlOrMeta+J');
    await page.keyboard.press('F1');
    await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(ide.terminal).toBeVisible();

    // An edit is seen at once: Vite's own hot reload, over its own socket.
    await ide.openFromTree('src', 'style.css');
    await ide.reads('#b8480e');
    await ide.pasteOver('header { background: rgb(1, 2, 3); }\n');
    await ide.save();
    await expect(preview.app('main').locator('header')).toHaveCSS('background-color', 'rgb(1, 2, 3)');
    expect(await marked(page)).toBe(MARK);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`its pane, switcher and comparison have no flaw that axe knows: ${colorScheme}`, async ({
      ide,
      page,
      client,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await ide.open(main);
      await preview.toggle();
      await expect(preview.pane.getByText('npm run dev')).toBeVisible();
      expect(await flaws(page)).toEqual([]);
      await Promise.all([main.id, dark].map((sessionId) => client.devServer.start({ sessionId })));
      await preview.shows('main', 'Tea shop');
      await preview.switchTo('feature/dark');
      await preview.shows('feature/dark', 'Tea at night');
      await page.keyboard.press('ControlOrMeta+Shift+B');
      await expect(page.getByRole('option', { name: /^main/ })).toBeVisible();
      expect(await flaws(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 820, height: 1180 });
      await preview.more('Share…');
      await expect(page.getByText('None is out.')).toBeVisible();
      expect(await flaws(page)).toEqual([]);
      await preview.openComparison(main.environmentId, { to: 'feature/dark', view: 'pictures' });
      await expect(page.getByText(/pixels changed/)).toBeVisible();
      expect(await flaws(page)).toEqual([]);
    });
  }

  test('is compared side by side, and by pictures', async ({ page, client, ide }) => {
    await ide.open(main);
    await Promise.all([main.id, dark].map((sessionId) => client.devServer.start({ sessionId })));
    await page.setViewportSize({ width: 1400, height: 600 });
    await preview.openComparison(main.environmentId, { from: 'main', to: 'feature/dark' });
    const [from, to] = [preview.side('main'), preview.side('feature/dark')];
    await expect(from.getByRole('heading', { name: 'Tea shop' })).toBeVisible();
    await expect(to.getByRole('heading', { name: 'Tea at night' })).toBeVisible();
    for (const side of [from, to]) await expect(side.getByText('Oolong')).toBeAttached();

    // They scroll as one, and then navigate as one.
    await from.locator('html').evaluate((root) => root.scrollTo(0, root.scrollHeight));
    await expect
      .poll(() => to.locator('html').evaluate((root) => root.scrollTop / (root.scrollHeight - root.clientHeight)))
      .toBeCloseTo(1, 2);
    await to.getByRole('link', { name: 'Cart' }).click();
    await expect(from.getByText('It is empty.')).toBeVisible();
    await expect(page).toHaveURL(/path=%2Fcart/);

    // Another port of one side, by the keyboard; it is in the address.
    await page.getByRole('region', { name: 'App of main' }).waitFor();
    const port = page.getByRole('button', { name: /^Port \d+$/ }).first();
    const { port: shown } = await client.devServer.state({ sessionId: main.id });
    await port.press('Enter');
    await page.getByLabel('Another port').fill('9');
    await page.getByLabel('Another port').press('Enter');
    await expect(from.getByRole('heading', { name: 'Nothing listens on port 9 yet' })).toBeVisible();
    await expect(page).toHaveURL(/fromPort=9/);
    await port.press('Enter');
    await page.getByRole('button', { name: new RegExp(`^${shown}`) }).press('Enter');
    await expect(from.getByText('It is empty.')).toBeVisible();
    await from.getByText('It is empty.').click();
    await page.keyboard.press('ControlOrMeta+Shift+B');
    await expect(page.getByRole('option', { name: /^shown ?feature\/dark/ })).toBeVisible();
    await page.getByRole('combobox', { name: 'Branches' }).press('Escape');

    await page.getByRole('radio', { name: 'Pictures' }).click();
    await expect(page.getByText(/pixels changed/)).toBeVisible();
    await expect(page.getByRole('img', { name: 'What differs between main and feature/dark' })).toBeVisible();
    await page.getByRole('radio', { name: 'Slider' }).click();
    await page.getByRole('slider').press('Home');
    await expect(page.getByRole('slider')).toHaveAttribute('aria-valuenow', '0');
  });
});

test('a port is found by itself, and the preview of one that is awaited opens when it listens', async ({
  ide,
  page,
  craftastic,
  openSession,
}) => {
  const preview = new PreviewPage(page, craftastic.url);
  const serve = (text: string) =>
    `require('http').createServer((q, s) => s.setHeader('content-type', 'text/html').end('<h1>${text}</h1>')).listen(Number(process.argv[2]), '127.0.0.1')`;
  const session = await openSession({ 'one.cjs': serve('One'), 'two.cjs': serve('Two') });
  await ide.open(session);
  await ide.run('node one.cjs 4321 &');
  const notice = page.getByRole('listitem').filter({ hasText: 'Port 4321 is open' });
  await notice.getByRole('button', { name: 'Open preview' }).click();
  await preview.shows('main', 'One');
  await ide.run('clear; node two.cjs 4322 &');
  await preview.choosePort(/^4322/);
  await preview.shows('main', 'Two');

  // Not there yet: the page says so, and goes on by itself.
  await preview.button('Port 4322').click();
  await page.getByLabel('Another port').fill('4323');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(preview.app('main').getByRole('heading', { name: 'Nothing listens on port 4323 yet' })).toBeVisible();
  await ide.run('clear; node one.cjs 4323 &');
  await preview.shows('main', 'One');
});

test('a branch without a session gets one from the switcher, and its dev server, with the log beside', async ({
  ide,
  page,
  craftastic,
  client,
  openSession,
}) => {
  const preview = new PreviewPage(page, craftastic.url);
  // It listens once it is told to, as one does that compiles for long.
  const server = `const { existsSync, watch } = require('node:fs');
console.log('Compiling the shop');
const listen = () => require('node:http').createServer((q, s) => s.setHeader('content-type', 'text/html').end('<h1>Compiled</h1>')).listen(0, '127.0.0.1');
const watcher = watch('.', () => existsSync('compiled') && (watcher.close(), listen()));`;
  const session = await openSession({ 'package.json': '{"scripts":{"dev":"node serve.cjs"}}', 'serve.cjs': server });
  await session.host('branch', 'feature/new', 'main');
  await client.environments.fetch({ id: session.environmentId });
  await ide.open(session);
  await preview.toggle();
  await expect(preview.pane.getByText('npm run dev')).toBeVisible();
  await preview.switchTo('feature/new');
  await expect(preview.pane.getByText('feature/new has no session')).toBeVisible();
  await preview.button('Start a session').click();
  await expect(preview.pane.getByText('Starting the dev server…')).toBeVisible();
  await expect(preview.pane.locator('.xterm-rows')).toContainText('Compiling the shop');
  const made = (await client.sessions.list({})).find(({ branch }) => branch === 'feature/new');
  await client.files.create({ sessionId: made?.id ?? '', path: 'compiled', type: 'file' });
  await preview.shows('feature/new', 'Compiled');
  await preview.more('Show the dev server’s log');
  await expect(preview.pane.locator('.xterm-rows')).toContainText('Compiling the shop');
});

test('a shared link shows one port to a stranger, until it is revoked', async ({
  ide,
  page,
  browser,
  craftastic,
  openSession,
}) => {
  const preview = new PreviewPage(page, craftastic.url);
  const session = await openSession({
    'serve.cjs':
      "require('http').createServer((q, s) => s.setHeader('content-type', 'text/html').end('<h1>For friends</h1>')).listen(4330, '0.0.0.0')",
  });
  await ide.open(session);
  await preview.toggle();
  await expect(preview.pane.getByText('Nothing listens yet')).toBeVisible();
  await ide.run('node serve.cjs &');
  await preview.shows('main', 'For friends');
  await preview.more('Share…');
  const dialog = page.getByRole('dialog', { name: 'Share this preview' });
  await dialog.getByRole('button', { name: 'Create link' }).click();
  const link = await dialog.getByLabel('New link').inputValue();
  await expect(dialog.getByRole('list', { name: 'Shared links' }).getByRole('listitem')).toHaveCount(1);

  const stranger = await browser.newContext();
  const theirs = await stranger.newPage();
  await theirs.goto(link);
  await expect(theirs.getByRole('heading', { name: 'For friends' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Revoke the link to port 4330' }).click();
  await expect(dialog.getByText('None is out.')).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByRole('heading', { name: 'For friends' })).toHaveCount(0);
  await theirs.goto(link);
  await expect(theirs.getByRole('heading', { name: 'For friends' })).toHaveCount(0);
  await stranger.close();
});

test('the content of a branch is seen beside the editor, follows a save, is shared and compared', async ({
  ide,
  page,
  browser,
  craftastic,
  client,
  openSession,
  commitElsewhere,
}) => {
  const preview = new PreviewPage(page, craftastic.url);
  const session = await openSession({ 'docs/start.md': '# Start\n\nHow to begin.\n' });
  await session.host('branch', 'feature/words', 'main');
  await commitElsewhere(session.repository, 'feature/words', { 'docs/start.md': '# Begin\n\nAnew.\n' }, 'Other words');
  await client.environments.fetch({ id: session.environmentId });
  const ns = `https://${session.repository}.example`;
  await client.bindings.create({
    ns,
    environmentId: session.environmentId,
    path: 'docs',
    branchPatterns: ['feature/*'],
  });
  await expect
    .poll(async () =>
      (await client.bindings.branches({ ns })).map(({ things, syncStatus }) => `${things} ${syncStatus}`),
    )
    .toEqual(['1 synced', '1 synced']);

  await ide.open(session);
  await preview.toggle();
  await preview.pane.getByRole('radio', { name: 'Content' }).click();
  const shown = (branch: string) => preview.content(branch);
  await shown('main').getByRole('link', { name: 'Start' }).first().click();
  await expect(shown('main').getByText('How to begin.')).toBeVisible();
  await ide.openFromTree('docs', 'start.md');
  await ide.reads('How to begin.');
  await ide.pasteOver('# Start\n\nHow to begin, in a draft.\n');
  await ide.save();
  await expect(shown('main').getByText('How to begin, in a draft.')).toBeVisible();

  // The same page, as the other branch has it; on its way since the branch was found.
  await preview.findBranch('feature/words');
  await expect(preview.pane.locator(`iframe.invisible[data-preview=":${ns} feature/words"]`)).toBeAttached();
  await page.keyboard.press('Enter');
  await expect(shown('feature/words').getByText('Anew.')).toBeVisible();

  // A link to it is for whoever has it; what nobody has pushed is not in it.
  await preview.more('Share…');
  const dialog = page.getByRole('dialog', { name: 'Share this preview' });
  await dialog.getByRole('button', { name: 'Create link' }).click();
  const link = await dialog.getByLabel('New link').inputValue();
  const stranger = await browser.newContext();
  const theirs = await stranger.newPage();
  await theirs.goto(link);
  await expect(theirs.getByText('Anew.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Revoke the link to feature/words' }).click();
  await expect(dialog.getByText('None is out.')).toBeVisible();
  await theirs.goto(link);
  await expect(theirs.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await stranger.close();
  await page.keyboard.press('Escape');
  await preview.switchTo('main');
  await expect(shown('main').getByText('How to begin, in a draft.')).toBeVisible();

  await preview.openComparison(session.environmentId, { from: 'main', to: 'feature/words', view: 'content' });
  await expect(page.getByRole('list', { name: 'Changed Things' }).getByRole('listitem')).toHaveCount(1);
  await expect(page.getByRole('article', { name: 'In main' }).getByText('How to begin.')).toBeVisible();
  await expect(page.getByRole('article', { name: 'In feature/words' }).getByText('Anew.')).toBeVisible();
});
