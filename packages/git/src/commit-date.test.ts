import { expect, test } from 'vitest';
import { sh, temporaryRepository } from '../test/repository.ts';
import { commitDate } from './commit-date.ts';
import { newCommits } from './new-commits.ts';

test.each([
  ['2026-01-31T12:00:00+01:00', '2026-01-31T12:00:00+01:00'],
  ['2026-01-31T12:00:00Z\n', '2026-01-31T12:00:00Z'],
  ['2026-01-31T12:00:00+99:59', '2026-01-31T12:00:00Z'],
  ['58859-01-31T12:00:00+00:00', '9999-12-31T23:59:59Z'],
  ['', '1970-01-01T00:00:00Z'],
])('%j is shown as %j', (text, shown) => expect(commitDate(text)).toBe(shown));

test('a commit of a far year, in a zone of nowhere, is told as others are', async () => {
  await using repository = await temporaryRepository({ 'a.txt': 'a' });
  const { directory } = repository;
  const tree = await repository.sh('rev-parse', 'HEAD^{tree}');
  await repository.write(
    'commit',
    `tree ${tree}\nauthor A <a@b.c> 1795221257923 +9959\ncommitter A <a@b.c> 1 +0000\n\nodd\n`,
  );
  const odd = await sh(directory, 'hash-object', '-t', 'commit', '-w', 'commit');
  expect(await newCommits(repository.git, odd, [])).toMatchObject({
    commits: [{ sha: odd, message: 'odd', date: '9999-12-31T23:59:59Z' }],
  });
});
