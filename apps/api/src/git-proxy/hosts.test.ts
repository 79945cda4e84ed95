import { describe, expect, test } from 'vitest';
import { isPublicAddress, repositoryUrlOf } from './hosts.ts';

const own = { gitHosts: null, onLoopback: true };
const server = { gitHosts: null, onLoopback: false };
const listed = { gitHosts: ['git.example.com', 'localhost:3001'], onLoopback: false };

describe('addresses as they are kept', () => {
  test.each([
    ['https://github.com/owner/repo', 'https://github.com/owner/repo'],
    [' https://GitHub.com/owner/repo.git/ ', 'https://github.com/owner/repo.git'],
    ['git@github.com:owner/repo.git', 'https://github.com/owner/repo.git'],
    ['ssh://git@github.com/owner/repo.git', 'https://github.com/owner/repo.git'],
  ])('%s', (input, kept) => {
    expect(repositoryUrlOf(input, server)).toBe(kept);
  });

  test.each([
    ['http://127.0.0.1:8080/repo.git', own],
    ['http://localhost:3001/owner/repo', listed],
  ])('%s, where that is allowed', (input, settings) => {
    expect(repositoryUrlOf(input, settings)).toBe(input);
  });
});

describe('refused', () => {
  test.each([
    ['not an address', own, 'URL_INVALID'],
    ['', own, 'URL_INVALID'],
    ['--upload-pack=touch /tmp/x', own, 'URL_INVALID'],
    ['ext::sh -c touch% /tmp/x', own, 'URL_INVALID'],
    ['file:///etc', own, 'URL_INVALID'],
    ['git://github.com/owner/repo', own, 'URL_INVALID'],
    ['https://github.com', own, 'URL_INVALID'],
    ['https://github.com/owner/repo?x=1', own, 'URL_INVALID'],
    ['https://user:secret@github.com/owner/repo', own, 'URL_INVALID'],
    ['https://github.com\\@evil.example/x', own, 'URL_INVALID'],
    ['http://github.com/owner/repo', server, 'HOST_NOT_ALLOWED'],
    ['https://github.com/owner/repo', listed, 'HOST_NOT_ALLOWED'],
    ['https://127.0.0.1/repo', server, 'HOST_NOT_ALLOWED'],
    ['https://[::1]/repo', server, 'HOST_NOT_ALLOWED'],
    ['https://[::ffff:169.254.169.254]/repo', server, 'HOST_NOT_ALLOWED'],
    ['https://0x7f.1/repo', server, 'HOST_NOT_ALLOWED'],
  ])('%s', (input, settings, code) => {
    expect(() => repositoryUrlOf(input, settings)).toThrow(expect.objectContaining({ code }));
  });
});

test.each([
  ['140.82.121.4', true],
  ['10.1.2.3', false],
  ['169.254.169.254', false],
  ['::ffff:10.0.0.1', false],
  ['fd00::1', false],
  ['2606:50c0:8000::153', true],
])('%s is public: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});
