import { AxeBuilder } from '@axe-core/playwright';
import { IdePage } from '../pages/ide.ts';
import { ThingsPage } from '../pages/things.ts';
import { expect, test } from '../support/test.ts';

// Namespaces are of the whole server, and a server is shared by the tests of a worker.
test.use({ ownServer: true });

const NS = 'https://guide.example';

test('a save and a commit show in the session’s draft before any push, and in the branch only after it', async ({
  home: { page },
  context,
  craftastic,
  client,
  openSession,
}) => {
  const session = await openSession({
    'docs/index.md': '# Welcome\n',
    'docs/start.md': '# First steps\n\nTurn left.\n',
  });
  await client.bindings.create({ ns: NS, environmentId: session.environmentId, path: 'docs' });
  const things = new ThingsPage(page);
  const ide = new IdePage(await context.newPage(), craftastic.url);
  await ide.open(session);

  // The draft is among the branches; a save in the editor shows in it by itself.
  await page.goto(`${craftastic.url}/things?ns=${encodeURIComponent(NS)}`);
  await things.row(/^First steps/).click();
  await things.switchTo('draft main');
  await expect(page.getByText('Everything is committed.')).toBeVisible();
  await expect(things.heading('First steps')).toBeVisible();
  await ide.openFromTree('docs', 'start.md');
  await ide.reads('First steps');
  await ide.typeOver('# Second steps\n\nTurn right.\n');
  await ide.save();
  await expect(things.heading('Second steps')).toBeVisible();
  await expect(things.row(/^Second steps.*uncommitted/)).toBeVisible();
  await expect(page.getByText('1 Thing with uncommitted changes.')).toBeVisible();
  await things.show('Changes');
  await expect(page.getByRole('figure', { name: 'content' })).toContainText('Turn right.');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);

  // The branch has none of it, nor after the commit in the terminal, which the draft names.
  await things.show('Things');
  const committed =
    'git -c user.name=Ada -c user.email=ada@example.com commit -qam second && git rev-parse --short=7 HEAD';
  await ide.run(committed);
  await expect(page.getByText('Everything is committed.')).toBeVisible();
  const head = await session.git('rev-parse', '--short=7', 'HEAD');
  await expect(page.getByRole('region', { name: 'Source' })).toContainText(head);
  await expect(page.getByRole('article').getByText('uncommitted', { exact: true })).toHaveCount(0);
  await things.switchTo('main default');
  await expect(things.heading('First steps')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Source' })).not.toContainText(head);

  await ide.run('git push -q && echo pushed $((1))');
  await ide.sees('pushed 1');
  await expect(things.heading('Second steps')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Source' })).toContainText(head);

  // With its session the draft goes.
  await things.switchTo('draft main');
  await ide.page.close();
  await client.sessions.remove({ id: session.id, force: true });
  await expect(page.getByText('This draft is gone')).toBeVisible();
  await page.getByRole('button', { name: 'Show main' }).click();
  await expect(things.row(/^Second steps/)).toBeVisible();
});
