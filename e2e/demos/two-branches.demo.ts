import { IdePage } from '../pages/ide.ts';
import { expect, test } from '../support/test.ts';
import { picture } from './picture.ts';
import { DISCOUNT, makeShop, NOW, write } from './shop.ts';

test.use({
  ownServer: true,
  settings: { CRAFTASTIC_URL: 'http://code.example.com' },
  viewport: { width: 1440, height: 900 },
});

test.beforeEach(({ page }) => page.clock.setFixedTime(NOW));

test('two branches at once, each with its own files', async ({ page, context, craftastic, client, ide }) => {
  const shop = await makeShop(craftastic, client);
  const [checkout, rounding] = await Promise.all([shop.open('feature/checkout'), shop.open('fix/rounding')]);
  await write(client, rounding, { 'src/discount.ts': DISCOUNT.replace('Math.ceil', 'Math.floor') });

  const other = new IdePage(await context.newPage(), craftastic.url);
  await other.open({ id: rounding });
  await other.run('git status --short --branch');
  await other.sees('M src/discount.ts');
  await expect(other.statusBar).toContainText('fix/rounding');

  await ide.open({ id: checkout });
  await ide.openFromTree('src', 'discount.ts');
  await ide.reads('Math.ceil');
  await ide.run('git status --short --branch');
  await ide.sees('## feature/checkout');
  await page.keyboard.press('ControlOrMeta+Shift+P');
  await page.keyboard.type('open shop');
  await expect(page.getByRole('option', { name: 'Open shop / fix/rounding' })).toBeVisible();
  await picture(page, 'two-branches');
});
