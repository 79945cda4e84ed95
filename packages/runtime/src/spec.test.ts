import { expect, it } from 'vitest';
import { faultOfSpec } from './check-spec.ts';
import { localEnvironment } from './local-environment.ts';
import type { SandboxSpec } from './runtime.ts';
import { specHash } from './spec-hash.ts';

const spec: SandboxSpec = {
  id: 'abcdefgh2345',
  kind: 'session',
  environmentId: 'hgfedcba2345',
  image: null,
  runDirectory: '/data/run/abcdefgh2345',
  mounts: [{ source: '/data/repos/x', target: '/data/repos/x' }],
  workingDirectory: '/workspace',
  environment: { A: '1', B: '2' },
  network: 'own',
  limits: { memoryBytes: 1, cpus: 1, processes: 1 },
  user: { uid: 1000, gid: 1000 },
};

it('hashes what a sandbox is made from, not its id nor the order of its keys', () => {
  const reordered = { ...spec, id: 'another22222', environment: { B: '2', A: '1' } };
  expect(specHash(reordered)).toBe(specHash(spec));
  expect(specHash({ ...spec, environment: { A: '1', B: '3' } })).not.toBe(specHash(spec));
  expect(specHash({ ...spec, mounts: [...spec.mounts, { source: '/a', target: '/a' }] })).not.toBe(specHash(spec));
});

it('finds the faults of a spec', () => {
  expect(faultOfSpec(spec)).toBeNull();
  expect(faultOfSpec({ ...spec, id: 'a/../b' })).toMatch(/can’t name a sandbox/);
  expect(faultOfSpec({ ...spec, mounts: [{ source: 'x', target: '/x' }] })).toMatch(/not an absolute path/);
  expect(faultOfSpec({ ...spec, runDirectory: `/${'ü'.repeat(50)}` })).toMatch(/117 bytes/);
});

it('keeps the server’s own variables and npm’s folders out of a local sandbox', () => {
  const own = {
    HOME: '/home/me',
    PATH: '/app/node_modules/.bin:/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin:/usr/bin',
    DATABASE_URL: 'postgres://secret',
    CRAFTASTIC_TOKEN: 'secret',
    SHELL: '/bin/zsh',
  };
  expect(localEnvironment(own, { SHELL: '/bin/fish', X: '1' })).toEqual({
    HOME: '/home/me',
    LANG: 'C.UTF-8',
    PATH: '/usr/bin',
    SHELL: '/bin/fish',
    TERM: 'xterm-256color',
    X: '1',
  });
});
