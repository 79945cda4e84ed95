import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { freePort } from '../support/craftastic.ts';
import { expect, test } from '../support/test.ts';

const VITE = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');

/** An app whose module can be exchanged while it runs; `data-since` is of the document, and a reload would change it. */
const APP = {
  'index.html':
    '<!doctype html><html><head><title>Shop</title></head><body><h1></h1><script type="module" src="/main.js"></script></body></html>',
  'main.js': `import { title } from './title.js';
document.body.dataset.since = String(performance.timeOrigin);
const show = (text) => { document.querySelector('h1').textContent = text; };
show(title);
import.meta.hot.accept('./title.js', (changed) => show(changed.title));
`,
  'title.js': "export const title = 'First title';\n",
};

for (const where of ['a tab', 'a frame of our page'] as const) {
  test(`Vite in ${where}: its check of hosts is content, and a save is seen without a reload`, async ({
    page,
    client,
    craftastic,
    openSession,
  }) => {
    const { id: sessionId, environmentId } = await openSession(APP);
    const port = await freePort();
    await client.environments.update({
      id: environmentId,
      devCommand: `exec '${process.execPath}' '${VITE}' --port ${port} --strictPort`,
      devPort: port,
    });
    await client.devServer.start({ sessionId });
    for await (const { listening } of await client.ports.watch({ sessionId, port })) if (listening) break;
    const { url, origin } = await client.previews.open({ sessionId, port });
    await page.goto(craftastic.loginUrl);
    if (where === 'a tab') await page.goto(url);
    else {
      await page.evaluate((src) => document.body.append(Object.assign(document.createElement('iframe'), { src })), url);
    }
    const app = where === 'a tab' ? page : page.frameLocator(`iframe[src^="${origin}"]`);
    await expect(app.getByRole('heading', { name: 'First title' })).toBeVisible();
    const since = await app.locator('body').getAttribute('data-since');

    const { version } = await client.files.read({ sessionId, path: 'title.js' });
    const text = "export const title = 'Second title';\n";
    await client.files.write({ sessionId, path: 'title.js', text, expectedVersion: version });
    await expect(app.getByRole('heading', { name: 'Second title' })).toBeVisible();
    expect(await app.locator('body').getAttribute('data-since')).toBe(since);
  });
}
