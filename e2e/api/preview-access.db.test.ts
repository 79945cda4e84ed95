import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Client, Craftastic } from '../support/craftastic.ts';
import { databaseOf } from '../support/database.ts';
import { join } from '../support/people.ts';
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

/** Wait for the end of an answer, whole or broken off. */
const end = (answer: IncomingMessage) =>
  new Promise<void>((resolve) => {
    answer
      .on('error', () => {})
      .once('close', resolve)
      .resume();
  });

describe('who is let in', () => {
  test('is nobody without having been: a tab is sent to log in, a frame and a script are told', async () => {
    const stranger = new Visitor();
    const url = `http://${hostOf()}/secret?x`;
    const tab = await stranger.get(url, { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' });
    expect(tab.status).toBe(303);
    expect(tab.headers.location).toBe(
      `${craftastic.url}/preview/enter?${new URLSearchParams({ label: `${port}--${sessionId}`, to: '/secret?x' })}`,
    );
    const frame = await stranger.get(url, { 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' });
    expect([frame.status, frame.body.includes('data-placeholder="logged-out"')]).toEqual([401, true]);
    expect(await stranger.get(url, { 'sec-fetch-mode': 'cors' })).toMatchObject({ status: 401 });
    const socket = stranger.socket(`http://${hostOf()}/`, { origin: `http://${hostOf()}` });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('401');
  });

  test('is who is logged in, by way of our own host and back to the path', async () => {
    const browser = new Visitor();
    await browser.visit(craftastic.loginUrl);
    const { status, url, body } = await browser.visit(`http://${hostOf()}/deep?x=1`);
    expect([status, url]).toEqual([200, `http://${hostOf()}/deep?x=1`]);
    expect(body).toContain('Hello from /deep?x=1');
  });

  test('is sent to the login where nobody is, with the way back', async () => {
    const { headers } = await new Visitor().get(`${craftastic.url}/preview/enter?label=80--abcdefgh&to=%2Fx`);
    expect(headers.location).toBe(
      `/login?${new URLSearchParams({ from: '/preview/enter?label=80--abcdefgh&to=%2Fx' })}`,
    );
  });

  test.each([
    '//evil.example/',
    '/\\evil.example',
    'https://evil.example/',
    '/x\r\nSet-Cookie: a=b',
    'javascript:alert(1)',
  ])('never leaves for %j', async (to) => {
    const { url, origin } = await client.previews.open({ sessionId, port, path: '/' });
    const entrance = new URL(url);
    entrance.searchParams.set('to', to);
    expect(await new Visitor().visit(entrance.href)).toMatchObject({ status: 200, url: `${origin}/` });
    await expect(client.previews.open({ sessionId, port, path: to })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('has a ticket that works once, and on its own host', async () => {
    const { url } = await client.previews.open({ sessionId, port, path: '/' });
    const elsewhere = new URL(url);
    elsewhere.hostname = `${port + 1}--${sessionId}.localhost`;
    const thief = new Visitor();
    await thief.get(elsewhere.href);
    expect(thief.cookiesOf(elsewhere.href).size).toBe(0);
    const first = new Visitor();
    const second = new Visitor();
    await Promise.all([first.get(url), second.get(url)]);
    expect([first, second].filter((browser) => browser.cookiesOf(url).size === 1)).toHaveLength(1);
  });

  test('has a cookie that is good for its own host alone', async () => {
    const { browser, origin } = await visitor();
    const [[name, value] = ['', '']] = [...browser.cookiesOf(origin)];
    expect(name).toBe('__Host-craftastic-preview');
    for (const host of [hostOf(port === 65_535 ? 1 : port + 1), hostOf(port, 'aaaaaaaaaaaa')]) {
      const other = new Visitor();
      other.setCookie(`http://${host}/`, name, value);
      expect(await other.get(`http://${host}/`)).toMatchObject({ status: 401 });
    }
    const main = new Visitor();
    main.setCookie(craftastic.url, name, value);
    expect(await main.get(`${craftastic.url}/api/me`)).toMatchObject({ status: 401 });
  });

  test('is out when they log out, with what is open', async () => {
    const person = await join(craftastic, 'grace');
    await client.members.set({ id: environmentId, login: 'grace', role: 'read' });
    const { url, origin } = await person.client.previews.open({ sessionId, port, path: '/' });
    const browser = new Visitor();
    expect(await browser.visit(url)).toMatchObject({ status: 200 });
    const socket = browser.socket(`${origin}/`, { origin });
    await once(socket, 'open');
    const events = await browser.start(`${origin}/events`);
    const closed = Promise.all([once(socket, 'close'), end(events)]);
    await person.client.auth.logout();
    await closed;
    expect(await browser.get(`${origin}/`)).toMatchObject({ status: 401 });
  });

  test('is out when they lose access', async () => {
    const person = await join(craftastic, 'linus');
    await expect(person.client.previews.open({ sessionId, port })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await client.members.set({ id: environmentId, login: 'linus', role: 'read' });
    const { url, origin } = await person.client.previews.open({ sessionId, port });
    const browser = new Visitor();
    expect(await browser.visit(url)).toMatchObject({ status: 200 });
    await client.members.remove({ id: environmentId, login: 'linus' });
    await vi.waitFor(async () => expect(await browser.get(`${origin}/`)).toMatchObject({ status: 401 }), patience);
  });
});

describe('a link to share', () => {
  test('lets whoever has it see that port, and nothing else', async () => {
    const { url, id } = await client.previews.share({ sessionId, port, path: '/shown', expiresInMinutes: 5 });
    expect((await client.previews.shares({ sessionId })).map((share) => share.id)).toContain(id);
    const guest = new Visitor();
    const answer = await guest.visit(url);
    expect(answer).toMatchObject({ status: 200, url: `http://${hostOf()}/shown` });
    for (const cookie of guest.cookiesOf(url).values()) {
      const { status } = await fetch(`${craftastic.url}/api/me`, { headers: { authorization: `Bearer ${cookie}` } });
      expect(status).toBe(401);
    }
    const elsewhere = new URL(url);
    elsewhere.hostname = `${port === 65_535 ? 1 : port + 1}--${sessionId}.localhost`;
    expect(await new Visitor().visit(elsewhere.href)).toMatchObject({ status: 404 });
  });

  test('is taken back with whoever came in by it', async () => {
    const { url, id } = await client.previews.share({ sessionId, port, expiresInMinutes: 5 });
    const guest = new Visitor();
    expect(await guest.visit(url)).toMatchObject({ status: 200 });
    const events = await guest.start(`http://${hostOf()}/events`);
    const closed = end(events);
    await client.previews.unshare({ sessionId, id });
    await closed;
    expect(await guest.get(`http://${hostOf()}/`)).toMatchObject({ status: 401 });
    expect(await new Visitor().visit(url)).toMatchObject({ status: 404 });
    await expect(client.previews.unshare({ sessionId, id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('ends when it expires, with what is open', async () => {
    const { url, id } = await client.previews.share({ sessionId, port, expiresInMinutes: 1 });
    const guest = new Visitor();
    expect(await guest.visit(url)).toMatchObject({ status: 200 });
    const origin = `http://${hostOf()}`;
    const socket = guest.socket(`${origin}/`, { origin });
    await once(socket, 'open');
    const closed = Promise.all([once(socket, 'close'), end(await guest.start(`${origin}/events`))]);
    // A minute is long: the rows are made a minute older, and time does the rest.
    await using database = await databaseOf(craftastic);
    const older = "SET expires_at = expires_at - interval '1 minute'";
    await database.query(`UPDATE preview_shares ${older} WHERE id = $1`, [id]);
    await database.query(`UPDATE preview_grants ${older} WHERE share_id = $1`, [id]);
    await vi.waitFor(async () => expect(await guest.get(`${origin}/`)).toMatchObject({ status: 401 }), patience);
    await closed;
    expect((await new Visitor().visit(url)).body).toContain('This link no longer works');
    expect((await client.previews.shares({ sessionId })).map((share) => share.id)).not.toContain(id);
  });

  test('wants a role that may write', async () => {
    const person = await join(craftastic, 'reader');
    await client.members.set({ id: environmentId, login: 'reader', role: 'read' });
    await expect(person.client.previews.share({ sessionId, port })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a preview host', () => {
  test.each([
    '0--SESSION',
    '65536--SESSION',
    '080--SESSION',
    '80--',
    '80--UPPER!',
    'x--SESSION',
    'nothing',
    '80-SESSION',
    'a.80--SESSION',
  ])('that is none is not there: %s', async (label) => {
    const host = `${label.replace('SESSION', sessionId)}.localhost:${craftastic.port}`;
    const browser = new Visitor();
    await browser.visit(craftastic.loginUrl);
    expect(await browser.get(`http://127.0.0.1:${craftastic.port}/`, { host })).toMatchObject({ status: 404 });
  });

  test('has nothing of our API, for whoever is let in', async () => {
    const { browser, origin } = await visitor();
    const bearer = { authorization: `Bearer ${craftastic.token}` };
    expect((await browser.get(`${origin}/api/me`, bearer)).body).toContain('Hello from /api/me');
    expect((await browser.get(`${origin}/git/shop.git/info/refs`)).body).toContain('Hello from /git/');
    expect(await browser.get(`${origin}/__craftastic/nothing`)).toMatchObject({ status: 404 });
  });

  test.each([
    ['another page', { origin: 'https://evil.example' }],
    ['a page of nobody', { origin: 'null' }],
    ['a preview of another session', { origin: 'http://3000--aaaaaaaaaaaa.localhost:PORT' }],
    ['our own page', { origin: 'http://127.0.0.1:PORT' }],
    ['a script of another page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    [
      'a page beside it',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', referer: 'http://1--b.localhost:PORT/' },
    ],
  ])('refuses %s, with the cookie and all', async (_name, headers) => {
    const { browser, origin } = await visitor();
    const given = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(craftastic.port))]),
    );
    expect(await browser.get(`${origin}/headers`, given)).toMatchObject({ status: 403 });
    if (!('origin' in given)) return;
    const [error] = (await once(browser.socket(`${origin}/`, given), 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  test('takes another port of its own session', async () => {
    const { browser, origin } = await visitor();
    const sibling = `http://${hostOf(3999)}`;
    const { status, body } = await browser.get(`${origin}/headers`, { origin: sibling });
    expect(status).toBe(200);
    expect(received(body).headers).toContainEqual(['origin', 'http://localhost:3999']);
  });
});
