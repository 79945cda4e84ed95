import { describe, expect, test } from 'vitest';
import { targetOf } from './target.ts';

const github = {
  repositoryUrl: 'https://github.com/owner/repo.git',
  hostedBase: 'http://127.0.0.1:3000/git',
  aliases: new Set<string>(),
};
const hosted = { ...github, repositoryUrl: 'http://127.0.0.1:3000/git/notes.git' };

describe('the token goes to the repository of the environment alone', () => {
  test.each([
    ['/https/github.com/owner/repo.git/info/refs?service=git-upload-pack', true],
    ['/https/github.com/owner/repo/git-receive-pack', true],
    ['/https/GitHub.com/owner/repo/git-upload-pack', true],
    ['/https/github.com/owner/repo.git/info/lfs/objects/batch', true],
    ['/https/github.com/owner/repo2.git/git-upload-pack', false],
    ['/https/github.com/owner/repo.git.evil/git-upload-pack', false],
    ['/https/github.com/other/private.git/info/refs?service=git-upload-pack', false],
    ['/https/github.com/owner/repo/settings', false],
    ['/https/github.com/owner/repo/info/refs?service=git-evil', false],
    ['/https/github.com/login/oauth/authorize?x=/owner/repo.git/git-upload-pack', false],
  ])('%s: %s', (path, withToken) => {
    expect(targetOf(path, github)).toMatchObject({ kind: 'repository', withToken });
  });

  test('a path to which the host redirected the repository counts as it', () => {
    const renamed = { ...github, aliases: new Set(['/owner/renamed.git']) };
    expect(targetOf('/https/github.com/owner/renamed.git/git-upload-pack', renamed)).toMatchObject({ withToken: true });
  });
});

describe('refused', () => {
  test.each([
    '/https/evil.example/owner/repo.git/git-upload-pack',
    '/http/github.com/owner/repo.git/git-upload-pack',
    '/https/github.com:444/owner/repo.git/git-upload-pack',
    '/https/github.com@evil.example/owner/repo.git/git-upload-pack',
    '/https/github.com/owner/repo.git/../../other/private.git/git-upload-pack',
    '/https/github.com/owner/repo.git/%2e%2e/%2E./other/git-upload-pack',
    '/https/github.com/owner/repo.git%2f..%2fother/git-upload-pack',
    '/https/github.com/owner/repo.git%0d%0aX:1/git-upload-pack',
    '/file/etc/passwd',
    '/',
  ])('%s', (path) => {
    expect(targetOf(path, github).kind).toBe('refused');
  });
});

describe('a hosted repository', () => {
  test('is reached by its slug', () => {
    expect(targetOf('/http/127.0.0.1:3000/git/notes.git/git-receive-pack', hosted)).toEqual({
      kind: 'hosted',
      slug: 'notes',
      service: '/git-receive-pack',
    });
  });

  test.each([
    '/http/127.0.0.1:3000/git/other.git/git-upload-pack',
    '/http/127.0.0.1:3000/api/tokens',
    '/http/127.0.0.1:3000/git/notes.git/../../api/tokens',
  ])('is all that its sandbox reaches here: %s', (path) => {
    expect(targetOf(path, hosted).kind).toBe('refused');
  });
});
