import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Vault } from '../tokens/vault.ts';
import { keepVariables, openVariables, presentVariables } from './variables.ts';

const vault = new Vault(randomBytes(32));

test('a secret is kept sealed, shown without its value, and opened for a sandbox', () => {
  const kept = keepVariables(
    vault,
    'env1',
    [
      { name: 'KEY', value: 's3cret', secret: true },
      { name: 'MODE', value: 'dev', secret: false },
    ],
    [],
  );
  expect(JSON.stringify(kept)).not.toContain('s3cret');
  expect(presentVariables(kept)).toEqual([
    { name: 'KEY', value: null, secret: true },
    { name: 'MODE', value: 'dev', secret: false },
  ]);
  expect(openVariables(vault, 'env1', kept)).toEqual({ KEY: 's3cret', MODE: 'dev' });
});

test('saving the shown variables again keeps the secret; leaving one out removes it', () => {
  const kept = keepVariables(vault, 'env1', [{ name: 'KEY', value: 's3cret', secret: true }], []);
  const again = keepVariables(vault, 'env1', presentVariables(kept), kept);
  expect(openVariables(vault, 'env1', again)).toEqual({ KEY: 's3cret' });
  expect(keepVariables(vault, 'env1', [], again)).toEqual([]);
});

test('a secret can not be read by calling it no secret', () => {
  const kept = keepVariables(vault, 'env1', [{ name: 'KEY', value: 's3cret', secret: true }], []);
  const revealed = keepVariables(vault, 'env1', [{ name: 'KEY', value: null, secret: false }], kept);
  expect(revealed).toEqual([]);
});

test('a secret of one environment does not open in another', () => {
  const kept = keepVariables(vault, 'env1', [{ name: 'KEY', value: 's3cret', secret: true }], []);
  expect(() => openVariables(vault, 'env2', kept)).toThrow();
});
