import { expect, test } from '../support/test.ts';
import { picture } from './picture.ts';
import { CART, DISCOUNT, makeShop, NOW, write } from './shop.ts';

test.use({
  ownServer: true,
  settings: { CRAFTASTIC_URL: 'http://code.example.com' },
  viewport: { width: 1440, height: 900 },
});

test.beforeEach(({ page }) => page.clock.setFixedTime(NOW));

test('home: environments with their sessions', async ({ page, craftastic, client, home }) => {
  const shop = await makeShop(craftastic, client);
  const website = await makeShop(craftastic, client, 'website');
  const [checkout, rounding] = await Promise.all([shop.open('feature/checkout'), shop.open('fix/rounding')]);
  const discounts = await shop.open('feature/discounts');
  await website.open('main');
  await write(client, rounding, { 'src/discount.ts': DISCOUNT, 'notes.md': 'Ask about 500.\n' });
  await write(client, checkout, { 'docs/checkout.md': '# Checkout\n' });
  await client.sessions.stop({ id: discounts });
  // As somebody sees it who comes back: the avatar is of the name that was given meanwhile.
  await page.reload();
  const card = home.environment('shop');
  await expect(card.getByText('Stopped')).toBeVisible();
  await expect(card.getByText('2 changes')).toBeVisible();
  await expect(card.getByText('1 change', { exact: true })).toBeVisible();
  await expect(page.getByText(/MB · \d/)).toHaveCount(3);
  await picture(page, 'home');
});

test('a session: edit, test, commit', async ({ page, craftastic, client, ide }) => {
  const shop = await makeShop(craftastic, client);
  const id = await shop.open('feature/checkout');
  await write(client, id, {
    'src/cart.ts': CART.replace(
      '  get total',
      '  get isEmpty(): boolean {\n    return this.#items.size === 0;\n  }\n\n  get total',
    ),
    'src/checkout.ts':
      "import type { Cart } from './cart.ts';\n\nexport const payable = (cart: Cart): boolean => !cart.isEmpty && cart.total > 0;\n",
    'docs/checkout.md': '# Checkout\n\nAn empty cart can’t be paid.\n',
  });
  await client.git.stage({ sessionId: id, paths: ['src/cart.ts'] });
  await ide.open({ id });
  await ide.openFromTree('src', 'checkout.ts');
  await ide.openFromTree('cart.ts');
  await ide.reads('get isEmpty');
  await ide.run('npm test -s');
  await ide.sees(/pass 3/);
  await ide.message.fill('Refuse to pay for an empty cart');
  await expect(ide.changes.getByRole('treeitem', { name: 'Staged, 1 file' })).toBeVisible();
  await expect(ide.commits.getByText('Merge feature/discounts')).toBeVisible();
  await picture(page, 'session');

  await ide.change('src/cart.ts').click();
  await expect(ide.tab(/cart\.ts .*↔/)).toBeVisible();
  await ide.change('src/cart.ts').hover();
  await ide.button('Show hunks of src/cart.ts').click();
  await expect(ide.changes.getByRole('button', { name: /^Unstage lines/ })).toBeVisible();
  await expect(ide.editor.locator('.line-insert').first()).toBeVisible();
  await picture(page, 'git-panel');
});

test('a merge that conflicts', async ({ page, craftastic, client, ide }) => {
  const shop = await makeShop(craftastic, client);
  const id = await shop.open('feature/checkout');
  await write(client, id, { 'src/discount.ts': DISCOUNT.replace('percent: 10', 'percent: 15') });
  await client.git.stage({ sessionId: id, all: true });
  await client.git.commit({ sessionId: id, message: 'Give 15 percent from 500' });
  await ide.open({ id });
  await ide.run('git merge origin/fix/rounding');
  await ide.sees('CONFLICT');
  await expect(ide.git.getByText('1 conflict to resolve.')).toBeVisible();
  await ide.openFromTree('src', 'discount.ts');
  await ide.reads('<<<<<<<');
  await expect(ide.editor.getByText('1 conflict left in this file')).toBeVisible();
  await expect(ide.editor.getByText('Accept both').first()).toBeVisible();
  await picture(page, 'conflict');
});
