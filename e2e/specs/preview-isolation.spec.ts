import { type Client, settled } from '../support/craftastic.ts';
import { hostileApp } from '../support/hostile-app.ts';
import { expect, test } from '../support/test.ts';

/** Write a program into a session and run it there, until it listens on port 3000. */
async function serve(client: Client, sessionId: string, text: string): Promise<void> {
  const path = 'app.cjs';
  await client.files.create({ sessionId, path, type: 'file' });
  const { version } = await client.files.read({ sessionId, path });
  await client.files.write({ sessionId, path, text, expectedVersion: version });
  await client.terminals.create({ sessionId, command: `exec node ${path}` });
  for await (const event of await client.sessions.events({ id: sessionId })) {
    if (event.type === 'ports' && event.ports.some(({ port }) => port === 3000)) return;
  }
}

test('a page in a preview gets nothing of ours, nor of another session’s preview', async ({
  page,
  client,
  craftastic,
  openSession,
}) => {
  const session = await openSession();
  const made = await client.sessions.create({ environmentId: session.environmentId, branch: 'beside', base: 'main' });
  const beside = await settled(client, made.id);
  await serve(
    client,
    beside.id,
    hostileApp({ main: 'http://127.0.0.1:9', sessionId: '', terminalId: '', neighbour: '' }),
  );
  const terminal = await client.terminals.create({ sessionId: session.id });
  const neighbour = await client.previews.open({ sessionId: beside.id, port: 3000 });
  const targets = { main: craftastic.url, sessionId: session.id, terminalId: terminal.id, neighbour: neighbour.origin };
  await serve(client, session.id, hostileApp(targets));
  const preview = await client.previews.open({ sessionId: session.id, port: 3000 });

  await page.goto(craftastic.loginUrl);
  const canary = (await page.context().cookies(craftastic.url)).map(({ value }) => value).join();
  expect(canary).not.toBe('');
  // Both in one page of ours, as two branches are compared: the browser has the cookies of both.
  for (const { url } of [neighbour, preview]) {
    await page.evaluate((src) => {
      const frame = Object.assign(document.createElement('iframe'), { src });
      // As the pane's frames have it.
      frame.sandbox.add('allow-scripts', 'allow-same-origin', 'allow-forms', 'allow-popups');
      document.body.append(frame);
    }, url);
  }
  await expect
    .poll(() => page.frames().filter((frame) => frame.url().endsWith('.localhost/') || /--/.test(frame.url())).length)
    .toBe(2);
  const frame = await expect
    .poll(
      async () =>
        page
          .frames()
          .find((each) => each.url() === `${preview.origin}/`)
          ?.title(),
      { timeout: 60_000 },
    )
    .toMatch(/^\{/)
    .then(() => page.frames().find((each) => each.url() === `${preview.origin}/`));
  const result = JSON.parse((await frame?.title()) ?? '{}') as Record<string, string>;
  expect(result).toEqual({
    // Their own is all there is: it was for all of localhost, and came as one of this host alone.
    'read our cookie': 'got own=1',
    'set a cookie for all of localhost': 'got own=1',
    'call the API': 'refused',
    // The browser does not say what came of it; that it runs still, below, does.
    'stop the session': 'got opaque',
    'open the terminal': 'refused',
    'listen to our events': 'refused',
    'open the terminal on its own host': 'refused',
    'see the page around it': 'refused',
    'see our page in a frame': 'refused',
    'leave with the page around it': expect.stringMatching(/^(refused|got asked)$/),
    'register a worker for us': 'refused',
    'read the neighbour': 'refused',
    'send to the neighbour': 'got opaque',
    'listen to the neighbour': 'refused',
    'run what the neighbour serves': 'refused',
  });

  // The page around it has not been left, and the session has not been stopped.
  expect(page.url()).toBe(`${craftastic.url}/`);
  expect(await client.sessions.get({ id: session.id })).toMatchObject({ status: 'running' });
  // Neither program was sent anything of ours, and the neighbour's was not asked at all by the other.
  for (const each of page.frames().filter((one) => one !== page.mainFrame() && /--/.test(one.url()))) {
    const seen = await each.evaluate(() => fetch('/seen').then((response) => response.text()));
    expect(seen).not.toContain('canary');
    for (const value of canary.split(',')) expect(seen).not.toContain(value);
    expect(seen).not.toContain('craftastic-preview');
    if (each !== frame) expect(seen).not.toContain(`/from-${session.id}`);
  }
  // No cookie of theirs has come to our own host, nor to the neighbour's.
  const cookies = await page.context().cookies();
  expect(cookies.filter(({ value }) => value.includes('canary'))).toEqual([]);
  const own = cookies.filter(({ name }) => name === 'own').map(({ domain }) => domain);
  expect(own.sort()).toEqual([neighbour, preview].map(({ origin }) => new URL(origin).hostname).sort());
});

test('a preview in a tab lets in who is logged in, and leads others to the login and back', async ({
  page,
  client,
  craftastic,
  openSession,
}) => {
  const session = await openSession();
  await serve(
    client,
    session.id,
    `require('node:http').createServer((q, r) => r.setHeader('content-type', 'text/html').end('<h1>' + q.url + '</h1>')).listen(3000)`,
  );
  const { address } = await client.previews.open({ sessionId: session.id, port: 3000, path: '/deep?x=1' });
  await page.goto(address);
  await page.getByLabel(/token/i).fill(craftastic.token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL(address);
  await expect(page.getByRole('heading', { name: '/deep?x=1' })).toBeVisible();
});

test('the page that waits turns into the app when it listens', async ({ page, client, craftastic, openSession }) => {
  const session = await openSession();
  const { url } = await client.previews.open({ sessionId: session.id, port: 3000 });
  await page.goto(craftastic.loginUrl);
  await page.goto(url);
  await expect(page.getByRole('heading', { name: 'Nothing listens on port 3000 yet' })).toBeVisible();
  await serve(
    client,
    session.id,
    `require('node:http').createServer((q, r) => r.setHeader('content-type', 'text/html').end('<h1>Here</h1>')).listen(3000, '127.0.0.1')`,
  );
  await expect(page.getByRole('heading', { name: 'Here' })).toBeVisible();
});
