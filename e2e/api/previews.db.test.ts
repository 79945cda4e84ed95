import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Client, type Craftastic, settled } from '../support/craftastic.ts';
import { runDevServer } from '../support/dev-server.ts';
import { PreviewGround, received } from '../support/preview-ground.ts';
import { Visitor } from '../support/preview-visitor.ts';

const patience = { timeout: 30_000, interval: 50 };

let ground: PreviewGround;
let craftastic: Craftastic;
let client: Client;
let environmentId: string;
let sessionId: string;
let port: number;

beforeAll(async () => {
  ground = await PreviewGround.start();
  ({ craftastic, client, environmentId, sessionId, port } = ground);
}, 120_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
}, 60_000);

const hostOf = (at = port, id = sessionId) => ground.hostOf(at, id);
const visitor = (path = '/', at = port) => ground.visitor(path, at);

describe('a preview', () => {
  test('shows what a program of the session serves, at an origin of its own', async () => {
    const { browser, origin } = await visitor('/some/path?and=query');
    expect(origin).toBe(`http://${hostOf()}`);
    const { body } = await browser.get(`${origin}/some/path?and=query`);
    expect(body).toContain('Hello from /some/path?and=query');
  });

  test('gives the program the request as if its own machine had asked, and nothing of ours', async () => {
    const { browser, origin } = await visitor();
    browser.setCookie(origin, `craftastic_${craftastic.port}`, 'canary');
    browser.setCookie(origin, 'theirs', 'a b="c"');
    const { body } = await browser.get(`${origin}/headers?x=%2F..%2f&y`, {
      'X-oDD-Case': 'kept',
      Origin: origin,
      Referer: `${origin}/deep?page`,
      'X-Forwarded-Host': 'spoofed.example',
      Connection: 'X-Hop, keep-alive',
      'X-Hop': 'mine',
    });
    const { url, headers } = received(body);
    expect(url).toBe('/headers?x=%2F..%2f&y');
    const local = `http://localhost:${port}`;
    expect(headers).toEqual(
      expect.arrayContaining([
        ['host', `localhost:${port}`],
        ['X-oDD-Case', 'kept'],
        ['Origin', local],
        ['Referer', `${local}/deep?page`],
        ['cookie', 'theirs=a b="c"'],
        ['X-Preview-Origin', origin],
      ]),
    );
    const names = headers.map(([name]) => name.toLowerCase());
    for (const name of ['x-hop', 'x-forwarded-host', 'authorization']) expect(names).not.toContain(name);
    expect(body).not.toContain('canary');
    for (const value of browser.cookiesOf(origin).values()) if (value.length > 30) expect(body).not.toContain(value);
  });

  test('keeps cookies of the program byte for byte, each in its line, but for what reaches beyond its host', async () => {
    const { browser, origin } = await visitor();
    const { rawHeaders } = await browser.get(`${origin}/cookies`);
    const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
    expect(pairs.filter((line) => /^set-cookie/i.test(line))).toEqual([
      'Set-Cookie: a=1; Path=/; HttpOnly',
      'SET-COOKIE: b="x y";  path=/sub;Max-Age=5',
      'set-cookie: c=%20=; Path=/',
    ]);
    expect(pairs).toContain('X-Odd-Case: \u00c4');
  });

  test.each([
    ['/next', '/next'],
    ['http://localhost:PORT/next?a#b', 'ORIGIN/next?a#b'],
    ['https://127.0.0.1:PORT', 'ORIGIN'],
    ['http://[::1]:PORT/', 'ORIGIN/'],
    ['http://localhost:9999/other', 'http://9999--SESSION.localhost:OURS/other'],
    ['https://example.com:PORT/', 'https://example.com:PORT/'],
    ['//localhost:PORT/x', '//localhost:PORT/x'],
  ])('leads a redirect to %s where it means', async (to, expected) => {
    const { browser, origin } = await visitor();
    const fill = (value: string) =>
      value
        .replace('PORT', String(port))
        .replace('ORIGIN', origin)
        .replace('SESSION', sessionId)
        .replace('OURS', String(craftastic.port));
    const { status, headers } = await browser.get(`${origin}/redirect?${new URLSearchParams({ to: fill(to) })}`);
    expect([status, headers.location]).toEqual([302, fill(expected)]);
  });

  test('streams events as they come', async () => {
    const { browser, origin } = await visitor();
    const answer = await browser.start(`${origin}/events`);
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(first.toString()).toBe('data: 1\n\n');
    answer.destroy();
  });

  test('echoes through a WebSocket, text and bytes', async () => {
    const { browser, origin } = await visitor();
    const socket = browser.socket(`${origin}/socket`, { origin });
    await once(socket, 'open');
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 256));
    socket.send('hello');
    expect(String((await once(socket, 'message'))[0])).toBe('hello');
    socket.send(bytes);
    expect(bytes.equals((await once(socket, 'message'))[0])).toBe(true);
    socket.terminate();
  });

  test('passes 200 MB down whole without holding them, and waits for who reads slowly', async () => {
    const { browser, origin } = await visitor();
    const resident = async () =>
      Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${craftastic.pid}/status`, 'utf8'))?.[1]);
    const before = await resident();
    const size = 200 * 1024 * 1024;
    const answer = await browser.start(`${origin}/big?bytes=${size}`);
    let bytes = 0;
    let most = 0;
    let checked = 0;
    const hash = createHash('sha256');
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      hash.update(chunk);
      if (bytes - checked < 8 * 1024 * 1024) continue;
      checked = bytes;
      most = Math.max(most, await resident());
    }
    expect(bytes).toBe(size);
    expect(hash.digest('hex')).toBe((await browser.get(`${origin}/sent`)).body);
    // Far less than what has passed; the rest is the garbage that Node has not collected yet.
    expect((most - before) / 1024).toBeLessThan(100);
  });

  test('passes an upload up, whole, with and without a length', async () => {
    const { browser, origin } = await visitor();
    const part = Buffer.alloc(1024 * 1024, 'abc');
    const expected = createHash('sha256');
    for (let count = 0; count < 20; count += 1) expected.update(part);
    const answer = { bytes: 20 * part.length, hash: expected.digest('hex') };
    const forms: Record<string, string>[] = [
      { 'content-length': String(20 * part.length) },
      { 'transfer-encoding': 'chunked' },
    ];
    for (const headers of forms) {
      const got = await browser.start(`${origin}/upload`, {
        method: 'POST',
        headers: { ...headers, origin },
        body: (to) => {
          for (let count = 0; count < 20; count += 1) to.write(part);
          to.end();
        },
      });
      expect(JSON.parse(await text(got))).toEqual(answer);
    }
  });

  test('breaks off where the program does', async () => {
    const { browser, origin } = await visitor();
    const answer = await browser.start(`${origin}/half`);
    await expect(text(answer)).rejects.toThrow(/aborted/);
  });

  test.each([
    ['nonsense', 'nonsense\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
    ['a header with a line in it', 'HTTP/1.1 200 OK\r\nX-A: b\rSet-Cookie: craftastic_x=1\r\n\r\n'],
    ['100 KB of headers', 'HTTP/1.1 200 OK\r\nX-A: 100 KB\r\n\r\n'],
    ['nothing', ''],
  ])('does not pass on an answer of %s', async (_name, bytes) => {
    const { browser, origin } = await visitor();
    const encoded = Buffer.from(bytes).toString('base64');
    const { status, headers } = await browser.get(`${origin}/raw?${new URLSearchParams({ bytes: encoded })}`);
    expect([status, headers['x-a'], headers['set-cookie']]).toEqual([502, undefined, undefined]);
  });

  test('may be framed by our own page and no other, whatever the program says', async () => {
    const { browser, origin } = await visitor();
    const { headers } = await browser.get(`${origin}/headers`);
    expect(headers['content-security-policy']).toBe(
      `frame-ancestors 'self' http://127.0.0.1:${craftastic.port} http://localhost:${craftastic.port}`,
    );
  });
});

describe('a preview in our pane', () => {
  /** As a frame has it: the entrance was asked for by one. */
  async function framed() {
    const { url, origin } = await client.previews.open({ sessionId, port, path: '/' });
    const browser = new Visitor();
    await browser.visit(url, { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' });
    return { browser, origin };
  }

  test('has the bridge before the page’s own scripts', async () => {
    const { browser, origin } = await framed();
    const { body, headers } = await browser.get(`${origin}/frame`, { 'sec-fetch-dest': 'iframe' });
    expect(body).toBe(
      '<!doctype html><html><head><script src="/__craftastic/bridge.js"></script><title>Framed</title></head><body>Framed</body></html>',
    );
    expect(headers['x-frame-options']).toBeUndefined();
    expect(headers['content-security-policy']).toMatch(/^default-src 'self', frame-ancestors 'self' http:\/\/127/);
    const script = await browser.get(`${origin}/__craftastic/bridge.js`);
    expect(script.body).toContain(`"http://127.0.0.1:${craftastic.port}"`);
  });

  test('leaves a page alone that was not asked for by a frame', async () => {
    const { browser, origin } = await framed();
    const { body } = await browser.get(`${origin}/frame`);
    expect(body).not.toContain('bridge.js');
  });

  test('has its cookies say what browsers want of a frame’s', async () => {
    const { browser, origin } = await framed();
    const { headers } = await browser.get(`${origin}/cookies`);
    expect(headers['set-cookie']?.[0]).toBe('a=1; Path=/; HttpOnly; Secure; SameSite=None; Partitioned');
  });
});

describe('where nothing listens', () => {
  const FREE = 9;

  test('a page of ours waits, and is told when something does', async () => {
    const { url, origin } = await client.previews.open({ sessionId, port: FREE, path: '/' });
    const browser = new Visitor();
    const page = await browser.visit(url);
    expect(page.status).toBe(503);
    expect(page.body).toContain(`Nothing listens on port ${FREE} yet`);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(page.body).not.toContain('<script src="/assets');
    const waiting = await browser.start(`${origin}/__craftastic/wait`);
    const [first] = (await once(waiting, 'data')) as [Buffer];
    expect(first.toString()).toBe('data: not-listening\n\n');
    waiting.destroy();
  });

  test('the page that waits hears that the port opens and closes', async () => {
    const { port: other, terminalId } = await runDevServer(client, sessionId, 'other.cjs', '::1');
    const { browser, origin } = await visitor('/', other);
    const waiting = await browser.start(`${origin}/__craftastic/wait`);
    const told: string[] = [];
    waiting.on('data', (chunk: Buffer) => told.push(chunk.toString().trim()));
    await vi.waitFor(() => expect(told).toEqual(['data: listening']), patience);
    await client.terminals.remove({ sessionId, id: terminalId });
    await vi.waitFor(() => expect(told).toEqual(['data: listening', 'data: not-listening']), patience);
    waiting.destroy();
  });

  test('the page of a session that is stopped says so, and waits for it', async () => {
    const made = await client.sessions.create({ environmentId, branch: 'stopped', base: 'main' });
    const { id } = await settled(client, made.id);
    const { url, origin } = await client.previews.open({ sessionId: id, port: 3000, path: '/' });
    await client.sessions.stop({ id });
    await settled(client, id, ['stopped']);
    const browser = new Visitor();
    const page = await browser.visit(url);
    expect([page.status, page.body.includes('«stopped» is not running')]).toEqual([503, true]);
    const waiting = await browser.start(`${origin}/__craftastic/wait`);
    const told: string[] = [];
    waiting.on('data', (chunk: Buffer) => told.push(chunk.toString().trim()));
    await vi.waitFor(() => expect(told).toEqual(['data: session-stopped']), patience);
    await client.sessions.start({ id });
    await vi.waitFor(() => expect(told).toContain('data: not-listening'), patience);
    waiting.destroy();
  });
});

describe('a preview that is looked at', () => {
  test('keeps its session from being idle', async () => {
    const made = await client.sessions.create({ environmentId, branch: 'used', base: 'main' });
    const { id } = await settled(client, made.id);
    const used = await runDevServer(client, id);
    const { url } = await client.previews.open({ sessionId: id, port: used.port });
    const { lastActiveAt } = await client.sessions.get({ id });
    expect(await new Visitor().visit(url)).toMatchObject({ status: 200 });
    await vi.waitFor(async () => {
      expect((await client.sessions.get({ id })).lastActiveAt > lastActiveAt).toBe(true);
    }, patience);
  });
});

describe('the branches', () => {
  test('are told with their session, its ports, and how far they are from the default one', async () => {
    const made = await client.sessions.create({ environmentId, branch: 'feature', base: 'main' });
    const { id } = await settled(client, made.id);
    await client.files.create({ sessionId: id, path: 'new.txt', type: 'file' });
    await client.git.stage({ sessionId: id, paths: ['new.txt'] });
    await client.git.commit({ sessionId: id, message: 'Add a file' });
    const branches = await client.previews.branches({ environmentId });
    expect(branches.find(({ name }) => name === 'feature')).toMatchObject({
      isDefault: false,
      ahead: 1,
      behind: 0,
      session: { id, status: 'running', ports: [] },
      contexts: [],
    });
    const main = branches.find(({ name }) => name === 'main');
    expect(main).toMatchObject({ isDefault: true, ahead: 0, behind: 0, session: { id: sessionId } });
    expect(main?.session?.ports.map((found) => found.port)).toContain(port);
  });
});
