import { FromPreview, type ToPreview } from '@craftastic/contract/preview-bridge';
import type { Frame } from '@playwright/test';
import { runDevServer } from '../support/dev-server.ts';
import { expect, type Page, test } from '../support/test.ts';

type Message = typeof FromPreview._output;

/** A preview in a frame of our page, what it says, and the way to ask it. */
async function openInFrame(page: Page, url: string, origin: string) {
  await page.evaluate((src) => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    const frame = Object.assign(document.createElement('iframe'), { src, width: 400, height: 300 });
    // In sight: a browser neither scrolls nor draws what is not.
    frame.style.cssText = 'position: fixed; top: 0; left: 0; z-index: 1000; border: 0';
    window.addEventListener('message', (event) => {
      if (event.source === frame.contentWindow) heard.push(event.data);
    });
    document.body.append(frame);
  }, url);
  const heard = async (): Promise<Message[]> =>
    (await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).map((each) =>
      FromPreview.parse(each),
    );
  const wait = async (expected: Partial<Message>) => {
    await expect.poll(heard, { message: JSON.stringify(expected) }).toContainEqual(expect.objectContaining(expected));
    return (await heard()).findLast((message) =>
      Object.entries(expected).every(([name, value]) => message[name as keyof Message] === value),
    );
  };
  const ask = (message: Omit<ToPreview, 'bridge'> & Record<string, unknown>, to = origin) =>
    page.evaluate(([data, target]) => document.querySelector('iframe')?.contentWindow?.postMessage(data, target), [
      { bridge: 'craftastic-preview', ...message },
      to,
    ] as const);
  const frame = (): Frame => {
    const found = page.frames().find((each) => each.url().startsWith(origin));
    if (!found) throw new Error('the frame is not there');
    return found;
  };
  return { wait, ask, frame, heard };
}

test('a page in the pane tells where it is and what is wrong with it, and does what the pane asks', async ({
  page,
  client,
  craftastic,
  openSession,
}) => {
  const { id: sessionId } = await openSession();
  const { port } = await runDevServer(client, sessionId);
  const { url, origin } = await client.previews.open({ sessionId, port, path: '/start?a=1#top' });
  await page.goto(craftastic.loginUrl);
  const { wait, ask, frame } = await openInFrame(page, url, origin);
  await wait({ type: 'ready', path: '/start?a=1#top' });
  await wait({ type: 'title', title: 'Hello' });
  await wait({ type: 'loaded' });

  await frame().evaluate(() => history.pushState(null, '', '/pushed'));
  await wait({ type: 'path', path: '/pushed' });
  await frame().evaluate(() => {
    document.title = 'Another';
    console.error('went', { wrong: true });
    setTimeout(() => {
      throw new Error('thrown');
    });
    void Promise.reject(new Error('rejected'));
  });
  await wait({ type: 'title', title: 'Another' });
  await wait({ type: 'console', level: 'error', source: 'console', text: 'went {"wrong":true}' });
  expect(await wait({ type: 'console', source: 'error' })).toMatchObject({ text: expect.stringContaining('thrown') });
  expect(await wait({ type: 'console', source: 'rejection' })).toMatchObject({
    text: expect.stringContaining('rejected'),
  });

  await ask({ type: 'navigate', path: '/asked?b=2' });
  await wait({ type: 'ready', path: '/asked?b=2' });
  await ask({ type: 'navigate', path: '//evil.example/' });
  await ask({ type: 'back' });
  await wait({ type: 'ready', path: '/pushed' });
  await frame().waitForLoadState();

  await frame().evaluate(() => {
    document.body.style.cssText = 'height: 3000px; background: rgb(1, 2, 3)';
  });
  await ask({ type: 'scroll', x: 0, y: 0.5 });
  await expect
    .poll(() => frame().evaluate(() => scrollY / (document.documentElement.scrollHeight - innerHeight)))
    .toBeCloseTo(0.5, 1);
  await frame().evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await wait({ type: 'scroll', x: 0, y: 1 });

  await ask({ type: 'picture', id: 'one' });
  const picture = await wait({ type: 'picture', id: 'one' });
  expect(picture).toMatchObject({ error: null, dataUrl: expect.stringMatching(/^data:image\/png;base64,/) });
  // What is seen of it now: the page's own colour, in the size of the frame.
  const [width, height, ...colour] = await page.evaluate(
    async (src) => {
      const image = Object.assign(new Image(), { src });
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      return [image.width, image.height, ...(context?.getImageData(200, 150, 1, 1).data ?? [])];
    },
    String(picture && 'dataUrl' in picture ? picture.dataUrl : ''),
  );
  expect([width, height, ...colour]).toEqual([400, 300, 1, 2, 3, 255]);
});

test('our own pages tell the pane why they are there', async ({ page, client, craftastic, openSession }) => {
  const { id: sessionId } = await openSession();
  const { url, origin } = await client.previews.open({ sessionId, port: 9 });
  await page.goto(craftastic.loginUrl);
  const { wait } = await openInFrame(page, url, origin);
  await wait({ type: 'placeholder', reason: 'not-listening' });
  await client.sessions.stop({ id: sessionId });
  await wait({ type: 'placeholder', reason: 'session-stopped' });
});
