import { expect, test } from '../support/test.ts';
import { picture } from './picture.ts';
import { CART, makeShop, NOW } from './shop.ts';

test.use({
  ownServer: true,
  settings: { CRAFTASTIC_URL: 'http://code.example.com' },
  viewport: { width: 1440, height: 900 },
});

test.beforeEach(({ page }) => page.clock.setFixedTime(NOW));

test('a file that changed on disk while it was edited', async ({ page, craftastic, client, ide }) => {
  const shop = await makeShop(craftastic, client);
  await ide.open({ id: await shop.open('feature/checkout') });
  await ide.openFromTree('src', 'cart.ts');
  await ide.reads('discountFor(sum)');
  await ide.pasteOver(CART.replace('Amounts are in cents.', 'Amounts are in whole cents.'));
  await ide.run(`sed -i 's/let sum = 0/let sum = this.shipping/' src/cart.ts`);
  await ide.run('git diff --stat');
  await ide.sees('1 file changed');
  await ide.editor.locator('.view-lines').last().click();
  await page.keyboard.press('ControlOrMeta+S');
  await expect(ide.button('Keep mine')).toBeVisible();
  await expect(ide.editor.locator('.line-insert').first()).toBeVisible();
  await picture(page, 'save-conflict');
  await ide.button('Keep mine').click();
  await ide.reads('in whole cents');
});
