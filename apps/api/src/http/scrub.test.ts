import { expect, test } from 'vitest';
import { scrub } from './scrub.ts';

test.each([
  ['a token of GitHub', 'got gho_16C7e42F292c6912E7710c838347Ae178B4a back', 'got gho_… back'],
  ['a fine-grained one', 'github_pat_11AAAAAAA0bbbbbbbbbbbb_cccc', 'github_pat_…'],
  ['one of ours', '"token":"cft_abcdefghijklmnopqrstuvwxyz"', '"token":"cft_…"'],
  ['an invitation', '/login?token=cfi_abcdefghijklmnop', '/login?token=…'],
  [
    'a name and a password in an address',
    'clone https://ada:s3cret@git.example/a.git',
    'clone https://…@git.example/a.git',
  ],
  ['a token for a name in an address', 'https://s3cretTok@git.example/a', 'https://…@git.example/a'],
  ['a header', 'authorization: Basic eDpzM2NyZXRzM2NyZXQ=', 'authorization: Basic …'],
  [
    'a code on its way back',
    'GET /api/auth/github/callback?code=abc123&state=x',
    'GET /api/auth/github/callback?code=…&state=x',
  ],
  [
    'nothing secret',
    'fetched https://git.example/a.git by ada@example.com',
    'fetched https://git.example/a.git by ada@example.com',
  ],
  ['an address with an @ in its path', 'https://git.example/@scope/name', 'https://git.example/@scope/name'],
])('%s', (_name, text, scrubbed) => {
  expect(scrub(text)).toBe(scrubbed);
});
