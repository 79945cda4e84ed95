import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Vault } from './vault.ts';

const vault = new Vault(randomBytes(32));

test('a secret comes back for its owner', () => {
  expect(vault.unseal(vault.seal('ghp_é', ['user1', 'https://github.com']), ['user1', 'https://github.com'])).toBe(
    'ghp_é',
  );
});

test('sealing twice shows nothing in common', () => {
  expect(vault.seal('same', ['u']).secret).not.toEqual(vault.seal('same', ['u']).secret);
});

test.each([
  ['another user', ['user2', 'https://github.com']],
  ['another host', ['user1', 'https://evil.example']],
  ['the same letters, cut differently', ['user1https', '://github.com']],
])('a secret does not open for %s', (_name, owner) => {
  const sealed = vault.seal('token', ['user1', 'https://github.com']);
  expect(() => vault.unseal(sealed, owner)).toThrow();
});

test('a changed byte, and another key, are noticed', () => {
  const sealed = vault.seal('token', ['user1']);
  const changed = sealed.secret.slice();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  expect(() => vault.unseal({ ...sealed, secret: changed }, ['user1'])).toThrow();
  expect(() => new Vault(randomBytes(32)).unseal(sealed, ['user1'])).toThrow(/another key/);
});

test('a key that is on its way out still opens, and seals no more', () => {
  const [older, key] = [randomBytes(32), randomBytes(32)];
  const sealed = new Vault(older).seal('token', ['user1']);
  const both = new Vault(key, older);
  expect(both.unseal(sealed, ['user1'])).toBe('token');
  expect(new Vault(key).unseal(both.seal('token', ['user1']), ['user1'])).toBe('token');
});
