import { test } from '../support/test.ts';
import { picture } from './picture.ts';
import { makeShop, NOW } from './shop.ts';

test.use({
  ownServer: true,
  settings: { CRAFTASTIC_URL: 'http://code.example.com' },
  viewport: { width: 1440, height: 900 },
});

test.beforeEach(({ page }) => page.clock.setFixedTime(NOW));

test('a search by regular expression in all files', async ({ page, craftastic, client, ide }) => {
  const shop = await makeShop(craftastic, client);
  await ide.open({ id: await shop.open('main') });
  await ide.openFromTree('src', 'item.ts');
  await ide.reads('lineTotal');
  await ide.sees(/\$ *$/);
  await page.keyboard.press('ControlOrMeta+Shift+F');
  await ide.button('Use regular expression').click();
  await page.getByRole('textbox', { name: 'Search', exact: true }).fill('(line|get) ?total');
  const results = page.getByRole('tree', { name: 'Search results' });
  await results.getByRole('treeitem', { name: /get total/ }).click();
  await ide.reads('get total(): number');
  await picture(page, 'search');
});
