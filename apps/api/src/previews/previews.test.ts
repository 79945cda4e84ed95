import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PreviewActivity } from './activity.ts';
import { appLabel, previewHost, previewOrigin, sharesCookies } from './host.ts';
import { insertTag } from './insert-bridge.ts';
import { appCookie, previewCookies, setPreviewCookie, withoutOurs } from './preview-cookie.ts';
import { inside, outside, type PreviewPlace } from './preview-place.ts';
import { endToEnd } from './raw-headers.ts';
import { type Asked, mayAsk } from './request-rule.ts';
import { responseHeaders, scriptNonce } from './response-headers.ts';

const ID = 'abcdefghijkm';

describe('a preview host', () => {
  const app = (port: number) => ({ kind: 'app', label: `${port}--${ID}`, port, sessionId: ID });
  it.each([
    [`5173--${ID}.localhost:3000`, 'localhost', app(5173)],
    [`5173--${ID.toUpperCase()}.LOCALHOST`, 'localhost', app(5173)],
    [`65535--${ID}.previews.example`, 'previews.example', app(65_535)],
    ['preview-docs-1a2b.previews.example', 'previews.example', { kind: 'content', label: 'preview-docs-1a2b' }],
    ['localhost:3000', 'localhost', null],
    ['127.0.0.1:3000', 'localhost', null],
    ['previews.example', 'previews.example', null],
    [`5173--${ID}.evil.example`, 'previews.example', null],
    [`5173--${ID}.evilpreviews.example`, 'previews.example', null],
    [`5173--${ID}.localhost`, null, null],
    [undefined, 'localhost', null],
    [`0--${ID}.localhost`, 'localhost', { kind: 'unknown' }],
    [`65536--${ID}.localhost`, 'localhost', { kind: 'unknown' }],
    [`05173--${ID}.localhost`, 'localhost', { kind: 'unknown' }],
    [`5173--${ID}.x.localhost`, 'localhost', { kind: 'unknown' }],
    ['5173--../../etc.localhost', 'localhost', { kind: 'unknown' }],
    ['5173.localhost', 'localhost', { kind: 'unknown' }],
    ['.localhost', 'localhost', { kind: 'unknown' }],
  ])('%s below %s', (host, domain, expected) => expect(previewHost(host, domain)).toEqual(expected));

  it('has a label that a host name can have', () => {
    expect(appLabel(65_535, 'z'.repeat(24)).length).toBeLessThanOrEqual(63);
  });

  it.each([
    ['http://127.0.0.1:3000', `http://80--${ID}.p.example:3000`],
    ['https://ide.example', `https://80--${ID}.p.example`],
    ['https://ide.example:8443', `https://80--${ID}.p.example:8443`],
  ])('of %s is at its scheme and port', (publicUrl, expected) => {
    expect(previewOrigin(appLabel(80, ID), { publicUrl, previewDomain: 'p.example' })).toBe(expected);
  });

  it.each([
    ['127.0.0.1', 'localhost', false],
    ['localhost', 'localhost', false],
    ['localhost', 'preview.localhost', false],
    ['ide.localhost', 'localhost', true],
    ['ide.example', 'previews.example', false],
    ['ide.example', 'ide.example', true],
    ['ide.example', 'preview.ide.example', true],
    ['ide.example.com', 'example.com', true],
    ['ide.example.com', 'preview.example.com', false],
  ])('of %s with previews below %s shares cookies: %s', (own, domain, expected) => {
    expect(sharesCookies(own, domain)).toBe(expected);
  });
});

const place: PreviewPlace = {
  port: 5173,
  sessionId: ID,
  origin: `http://5173--${ID}.localhost:3000`,
  publicUrl: 'http://127.0.0.1:3000',
  previewDomain: 'localhost',
};

describe('an origin', () => {
  it.each([
    ['http://localhost:5173', place.origin],
    ['HTTPS://LOCALHOST:5173', place.origin],
    ['http://0.0.0.0:5173', place.origin],
    ['http://[::1]:80', `http://80--${ID}.localhost:3000`],
    ['http://localhost', `http://80--${ID}.localhost:3000`],
    ['https://localhost', `http://443--${ID}.localhost:3000`],
    ['http://localhost:0', null],
    ['http://localhost:99999', null],
    ['http://localhost.evil.example:5173', null],
    ['http://user@localhost:5173', null],
    ['https://example.com', null],
  ])('%s inside is %s outside', (origin, expected) => expect(outside(origin, place)).toBe(expected));

  it.each([
    [place.origin, 'http://localhost:5173'],
    [`http://3001--${ID}.localhost:3000`, 'http://localhost:3001'],
    [`https://5173--${ID}.localhost:3000`, null],
    [`http://5173--${ID}.localhost:3001`, null],
    ['http://5173--another23456.localhost:3000', null],
    ['http://127.0.0.1:3000', null],
    ['null', null],
    ['', null],
  ])('%s outside is %s inside', (origin, expected) => expect(inside(origin, place)).toBe(expected));
});

describe('cookies', () => {
  it('of ours are read, at most four, and told from those of frames', () => {
    const many = Array.from({ length: 6 }, (_, at) => `craftastic-preview=${at}`).join('; ');
    expect(previewCookies(many)).toHaveLength(4);
    expect(previewCookies('a=1; __Host-craftastic-preview=f.abc')).toEqual([{ value: 'abc', framed: true }]);
    expect(previewCookies(undefined)).toEqual([]);
  });

  it.each([
    ['a=1; b="x;', 'a=1; b="x;'],
    ['a=1;  b=2', 'a=1;  b=2'],
    ['a=1; __Host-craftastic-preview=x; b=2', 'a=1; b=2'],
    ['craftastic-preview=x', null],
    ['login=x', null],
    ['craftastic-preview-of-theirs=1', 'craftastic-preview-of-theirs=1'],
  ])('%s goes in as %s', (header, expected) => expect(withoutOurs(header, 'login')).toBe(expected));

  it.each([
    ['a=1', 'a=1'],
    ['a=1; Domain=example.com; Path=/x', 'a=1; Path=/x'],
    ['a=1;DOMAIN = .localhost;Secure', 'a=1;Secure'],
    ['a=domain=x; path=/', 'a=domain=x; path=/'],
    ['__Host-craftastic-preview=x; Path=/', null],
    [' craftastic-preview =x', null],
    ['nameless', 'nameless'],
  ])('%s comes out as %s', (header, expected) => expect(appCookie(header, { framed: false })).toBe(expected));

  it('in a frame say that they are for it', () => {
    expect(appCookie('a=1; SameSite=Lax; HttpOnly; Domain=x', { framed: true })).toBe(
      'a=1; HttpOnly; Secure; SameSite=None; Partitioned',
    );
  });

  it('of ours are for their host alone, and where browsers take it for frames too', () => {
    const soon = new Date(Date.now() + 60_000);
    expect(setPreviewCookie(place.origin, { value: 'v', framed: true }, soon)).toMatch(
      /^__Host-craftastic-preview=f\.v; Path=\/; HttpOnly; Max-Age=\d+; Secure; SameSite=None; Partitioned$/,
    );
    expect(setPreviewCookie('http://1--a.lan.example', { value: 'v', framed: false }, soon)).toMatch(
      /^craftastic-preview=v; Path=\/; HttpOnly; Max-Age=\d+; SameSite=Lax$/,
    );
  });
});

describe('who may ask', () => {
  const plain: Asked = {
    method: 'GET',
    upgrade: false,
    origin: undefined,
    referer: undefined,
    fetchSite: undefined,
    fetchMode: undefined,
  };
  const own = 'http://own';
  it.each<[string, Partial<Asked>, boolean]>([
    ['a tool', {}, true],
    ['the address bar', { fetchSite: 'none', fetchMode: 'navigate' }, true],
    ['the page itself', { fetchSite: 'same-origin', fetchMode: 'cors', origin: own }, true],
    ['a link elsewhere', { fetchSite: 'cross-site', fetchMode: 'navigate' }, true],
    ['a form elsewhere', { fetchSite: 'cross-site', fetchMode: 'navigate', method: 'POST' }, false],
    ['a form of a frame of nobody', { method: 'POST', origin: 'null' }, false],
    ['an image of another port of it', { fetchSite: 'same-site', fetchMode: 'no-cors', referer: `${own}/x` }, true],
    ['an image elsewhere', { fetchSite: 'cross-site', fetchMode: 'no-cors', referer: 'http://other/x' }, false],
    ['an image of who does not say', { fetchSite: 'same-site', fetchMode: 'no-cors' }, false],
    ['a socket of the page', { upgrade: true, origin: own }, true],
    ['a socket elsewhere', { upgrade: true, origin: 'http://other' }, false],
    ['a socket of nobody', { upgrade: true, origin: 'null' }, false],
    ['a socket of a tool', { upgrade: true }, true],
  ])('%s', (_name, asked, expected) =>
    expect(mayAsk({ ...plain, ...asked }, (origin) => origin === own)).toBe(expected),
  );
});

describe('headers', () => {
  it('of a connection stay on it', () => {
    const headers = endToEnd([
      ['Connection', 'close, X-Mine'],
      ['x-mine', '1'],
      ['Keep-Alive', 'timeout=5'],
      ['Transfer-Encoding', 'chunked'],
      ['X-Theirs', '2'],
    ]);
    expect(headers).toEqual([['X-Theirs', '2']]);
  });

  it('that speak for longer or for more than the answer do not pass', () => {
    const given = responseHeaders(
      [
        ['Strict-Transport-Security', 'max-age=1'],
        ['Clear-Site-Data', '"cookies"'],
        ['Alt-Svc', 'h3=":443"'],
        ['Access-Control-Allow-Origin', 'http://localhost:5173'],
      ],
      place,
      { framed: false, frameAncestors: ['http://own'], changed: false },
    );
    expect(given).toEqual([
      ['Access-Control-Allow-Origin', place.origin],
      ['Content-Security-Policy', "frame-ancestors 'self' http://own"],
    ]);
  });

  it.each([
    ["script-src 'nonce-abc='", 'abc='],
    ["img-src 'nonce-no'; default-src 'self' 'nonce-yes'", 'yes'],
    ["script-src 'self'", null],
    ["script-src 'nonce-a\" onload=x'", null],
  ])('of the policy %s have the nonce %s', (policy, expected) => {
    expect(scriptNonce([['content-security-policy', policy]])).toBe(expected);
  });
});

describe('the bridge', () => {
  const into = async (...chunks: string[]) => {
    const stream = insertTag('<B>');
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    return text(stream);
  };
  it.each([
    [['<!doctype html><html><head><title>x'], '<!doctype html><html><head><B><title>x'],
    [['<html><he', 'ad lang="x">', '<title>'], '<html><head lang="x"><B><title>'],
    [['<!-- <head> --><HEAD>x'], '<!-- <head> --><HEAD><B>x'],
    [['<header>x</header>'], '<B><header>x</header>'],
    [['<!doctype html>\n<p>x'], '<!doctype html><B>\n<p>x'],
    [['<html lang=x><p>'], '<html lang=x><B><p>'],
    [[''], '<B>'],
    [[`<p>${'x'.repeat(70_000)}`, '<head>'], `<B><p>${'x'.repeat(70_000)}<head>`],
  ])('is put into %j', async (chunks, expected) => expect(await into(...chunks)).toBe(expected));
});

describe('use of a preview', () => {
  const told: string[] = [];
  beforeEach(() => {
    told.length = 0;
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('is told by a request, once in ten seconds', () => {
    const activity = new PreviewActivity((id) => told.push(id));
    activity.request('a');
    activity.request('a');
    activity.request('b');
    vi.advanceTimersByTime(11_000);
    activity.request('a');
    expect(told).toEqual(['a', 'b', 'a']);
  });

  it('is told by what moves on a socket, and not by what keeps it alive', () => {
    const activity = new PreviewActivity((id) => told.push(id));
    for (let ping = 0; ping < 60; ping += 1) {
      activity.bytes('a', 8);
      vi.advanceTimersByTime(2500);
    }
    expect(told).toEqual([]);
    activity.bytes('a', 4000);
    expect(told).toEqual(['a']);
  });
});
