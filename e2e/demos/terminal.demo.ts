import { expect, test } from '../support/test.ts';
import { picture } from './picture.ts';
import { makeShop, NOW } from './shop.ts';

test.use({
  ownServer: true,
  settings: { CRAFTASTIC_URL: 'http://code.example.com' },
  viewport: { width: 1440, height: 900 },
});

test.beforeEach(({ page }) => page.clock.setFixedTime(NOW));

test('a terminal that outlives the server', async ({ page, craftastic, client, ide }) => {
  const shop = await makeShop(craftastic, client);
  await ide.open({ id: await shop.open('feature/checkout') });
  await ide.openFromTree('src', 'item.ts');
  await ide.reads('lineTotal');
  await ide.run('for i in $(seq 1 1000); do echo "imported $i of 1000 products"; sleep 1; done');
  await ide.sees('imported 3 of');
  await craftastic.kill();
  await expect(page.getByText(/reconnecting/i).first()).toBeVisible();
  await picture(page, 'terminal');
  await craftastic.boot();
  await expect(page.getByText(/reconnecting/i)).toHaveCount(0);
  await ide.sees(/imported \d+ of 1000 products *$/);
});
