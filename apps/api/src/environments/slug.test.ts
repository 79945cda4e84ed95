import { expect, test } from 'vitest';
import { nameFromUrl, slugFor } from './slug.ts';

test.each([
  ['https://github.com/owner/repo.git', 'repo'],
  ['https://git.example.com/a/b/My%20Repo', 'My Repo'],
])('%s is named %s', (url, name) => {
  expect(nameFromUrl(url)).toBe(name);
});

test.each([
  ['My Repo', [], 'my-repo'],
  ['Ünïcode!', [], 'unicode'],
  ['日本', [], 'repository'],
  ['repo', ['repo', 'repo-2'], 'repo-3'],
  ['../..', [], 'repository'],
])('%s, beside %j, becomes %s', (name, taken, slug) => {
  expect(slugFor(name, new Set(taken))).toBe(slug);
});
