import { expect, test } from 'vitest';
import { contentAddress, contentPath } from './content-path.ts';

test.each([
  'https://docs.do',
  'https://docs.do/guide/start',
  'https://docs.do/my%20page',
  'https://docs.do/größe',
  'https://docs.do:8443/a@b.c',
  'https://docs.do/what?a=1#b',
])('%s has one path, which leads back to it', (id) => {
  const path = contentPath(id);
  expect(path).toMatch(/^\/ns\/[\x21-\x7e]+$/);
  expect(contentAddress(path ?? '')).toEqual({ ids: expect.arrayContaining([id]), at: null });
  expect(contentAddress(`${path}@~1`)).toEqual({ ids: expect.arrayContaining([id]), at: '~1' });
});

test.each([
  ['/ns/docs.do/a', 'https://docs.do/a', null],
  ['/ns/docs.do/a/', 'https://docs.do/a', null],
  ['/ns/docs.do/my%20page', 'https://docs.do/my%20page', null],
  ['/ns/docs.do/gr%C3%B6%C3%9Fe', 'https://docs.do/größe', null],
  ['/ns/docs.do/a@0123abc', 'https://docs.do/a', '0123abc'],
  ['/ns/docs.do/a@2026-05-01T10:00:00Z', 'https://docs.do/a', '2026-05-01T10:00:00Z'],
  ['/ns/docs.do/a@v12', 'https://docs.do/a', 'v12'],
  ['/ns/docs.do/@ada', 'https://docs.do/@ada', null],
  ['/ns/docs.do/%E0%A4%A', 'https://docs.do/%E0%A4%A', null],
])('%s asks for %s at %s', (path, id, at) => {
  const address = contentAddress(path);
  expect(address?.ids).toContain(id);
  expect(address?.at).toBe(at);
});

test.each(['/', '/ns/', '/ns', '/files/a'])('%s is no Thing', (path) => expect(contentAddress(path)).toBeNull());

test('an id that is no address has no path', () => expect(contentPath('urn:isbn:1')).toBeNull());
