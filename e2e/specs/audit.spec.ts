import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../support/test.ts';

test.use({ ownServer: true });

test('the audit log tells who did what, narrows to what failed, and pages', async ({
  home: _,
  craftastic,
  page,
  client,
  openSession,
}) => {
  const session = await openSession();
  const sessionId = session.id;
  await client.git.commit({ sessionId, message: 'Nothing' }).catch(() => {});
  await fetch(`${craftastic.url}/login?token=wrong`, { redirect: 'manual' });
  await page.goto(`${craftastic.url}/audit`);
  const table = page.getByRole('table', { name: 'Audit log, newest first' });
  const row = (text: RegExp) => table.getByRole('row').filter({ hasText: text });
  await expect(row(/Git: commit/).first()).toContainText('git nothing to commit');
  await expect(row(/Sessions: create/).first()).toContainText('main');
  await expect(row(/Log in/).filter({ hasText: 'nobody' })).toContainText('unauthenticated');
  await expect(
    row(/Log in/)
      .filter({ hasText: 'owner' })
      .first(),
  ).toContainText('ok');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('switch', { name: 'Only what failed' }).click();
  await expect(row(/Sessions: create/)).toHaveCount(0);
  await expect(row(/Git: commit/)).toHaveCount(1);
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Logins' }).click();
  await expect(row(/Git: commit/)).toHaveCount(0);
  await expect(row(/Log in/)).toHaveCount(1);
  // The filters are in the address.
  await page.reload();
  await expect(row(/Log in/)).toHaveCount(1);

  const many = await Promise.all(
    Array.from({ length: 60 }, () => client.auth.updateMe({ name: 'Ada Lovelace', email: 'ada@example.com' })),
  );
  expect(many).toHaveLength(60);
  await page.goto(`${craftastic.url}/audit?group=auth`);
  await expect(table.getByRole('row')).toHaveCount(51);
  await page.getByRole('button', { name: 'Show older entries' }).click();
  await expect(row(/nobody/)).toBeVisible();
});
