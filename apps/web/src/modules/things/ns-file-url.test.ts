import { expect, test } from 'vitest';
import { folderOf, nsFileUrl, shownAs } from './ns-file-url.ts';

test('an address of a file names the namespace, the place and the content', () => {
  const url = nsFileUrl({ ns: 'https://docs.do', place: { branch: 'a&b' }, path: 'a b/ü.png', hash: 'abc' });
  expect(url).toBe('/api/ns/https%3A%2F%2Fdocs.do/file?path=a+b%2F%C3%BC.png&branch=a%26b&hash=abc');
  expect(nsFileUrl({ ns: 'https://docs.do', place: { session: 's1' }, path: 'x', hash: null })).toMatch(
    /file\?path=x&session=s1$/,
  );
});

test.each([
  ['a/b.PNG', 'image'],
  ['film.webm', 'video'],
  ['song.mp3', 'audio'],
  ['page.html', null],
  ['constructor', null],
  ['x.constructor', null],
])('%s is shown as %s', (path, shown) => {
  expect(shownAs(path)).toBe(shown);
});

test.each([
  ['a/b/c.md', 'a/b'],
  ['c.md', ''],
  ['', ''],
])('%j is in %j', (path, folder) => {
  expect(folderOf(path)).toBe(folder);
});
