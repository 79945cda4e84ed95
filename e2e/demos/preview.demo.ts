import { PreviewPage } from '../pages/preview.ts';
import { settled } from '../support/craftastic.ts';
import { expect, type OpenSession, test } from '../support/test.ts';
import { installVite, viteApp } from '../support/vite-app.ts';
import { picture } from './picture.ts';

test.use({ ownServer: true, viewport: { width: 1440, height: 900 } });

const DARK = 'feature/evening';
let main: OpenSession;
let evening: string;
let preview: PreviewPage;

test.beforeEach(async ({ page, craftastic, client, openSession, commitElsewhere }) => {
  preview = new PreviewPage(page, craftastic.url);
  main = await openSession(viteApp('Tea shop'), { name: 'tea-shop' });
  await main.host('branch', DARK, 'main');
  await commitElsewhere(main.repository, DARK, viteApp('Tea at night', '#24405c'), 'Open in the evening');
  await client.environments.fetch({ id: main.environmentId });
  evening = (await client.sessions.create({ environmentId: main.environmentId, branch: DARK })).id;
  await settled(client, evening);
  await Promise.all([main.id, evening].map((id) => installVite(craftastic, client, id)));
  await Promise.all([main.id, evening].map((sessionId) => client.devServer.start({ sessionId })));
});

test('the app of a branch beside the editor, and every other branch one step away', async ({ page, ide }) => {
  await ide.open(main);
  await page.keyboard.press('ControlOrMeta+Alt+B');
  await preview.toggle();
  await preview.shows('main', 'Tea shop');
  await ide.openFromTree('src', 'items.js');
  await ide.reads('Assam');
  await preview.switchTo(DARK);
  await preview.shows(DARK, 'Tea at night');
  await picture(page, 'preview');

  await page.getByRole('button', { name: /^Branches, on/ }).click();
  await expect(page.getByRole('option', { name: /Running on 5173/ })).toHaveCount(2);
  await picture(page, 'preview-branches');
});

test('two branches compared: side by side, and by what differs', async ({ page, ide }) => {
  await ide.open(main);
  await preview.openComparison(main.environmentId, { from: 'main', to: DARK });
  for (const branch of ['main', DARK]) await expect(preview.side(branch).getByText('Oolong')).toBeVisible();
  await picture(page, 'preview-compare');
  await page.getByRole('radio', { name: 'Pictures' }).click();
  await expect(page.getByText(/pixels changed/)).toBeVisible();
  await picture(page, 'preview-pictures');
});

test('a link to a preview, for who has no login here', async ({ page, ide, browser }) => {
  await ide.open(main);
  await page.keyboard.press('ControlOrMeta+Alt+B');
  await preview.toggle();
  await preview.shows('main', 'Tea shop');
  await preview.more('Share…');
  const dialog = page.getByRole('dialog', { name: 'Share this preview' });
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await expect(dialog.getByRole('list', { name: 'Shared links' }).getByRole('listitem')).toHaveCount(1);
  await picture(page, 'preview-share');

  const stranger = await browser.newContext();
  const theirs = await stranger.newPage();
  await theirs.goto(await dialog.getByLabel('New link').inputValue());
  await expect(theirs.getByRole('heading', { name: 'Tea shop' })).toBeVisible();
  await stranger.close();
});
