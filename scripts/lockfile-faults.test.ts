import { expect, test } from 'vitest';
import { lockfileFaults } from './lockfile-faults.ts';

test('tells what comes from elsewhere, and what has no hash or a weak one', () => {
  const { faults, withoutHash } = lockfileFaults({
    packages: {
      '': {},
      'apps/api': {},
      'node_modules/@craftastic/api': { resolved: 'apps/api', link: true },
      'node_modules/good': { integrity: 'sha512-x' },
      'node_modules/elsewhere': { integrity: 'sha512-x', resolved: 'https://evil.example/x.tgz' },
      'node_modules/weak': { integrity: 'sha1-x' },
      'node_modules/none': {},
      'node_modules/other-platform': { optional: true, os: ['win32'] },
      'node_modules/good/node_modules/inside': { inBundle: true },
    },
  });
  expect(faults).toEqual([
    'node_modules/elsewhere comes from https://evil.example/x.tgz, which is not the registry.',
    'node_modules/weak has a hash that is too weak.',
    'node_modules/none has no hash.',
  ]);
  expect(withoutHash).toEqual(['node_modules/other-platform']);
});
