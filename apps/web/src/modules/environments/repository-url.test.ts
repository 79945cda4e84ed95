import { expect, test } from 'vitest';
import { parseRepositoryUrl } from './repository-url.ts';

test.each([
  ['https://github.com/acme/shop.git', 'https://github.com', 'shop'],
  [' https://github.com/acme/shop/ ', 'https://github.com', 'shop'],
  ['git@github.com:acme/shop.git', 'https://github.com', 'shop'],
  ['github.com/acme/shop', 'https://github.com', 'shop'],
  ['http://127.0.0.1:8080/a/b.git', 'http://127.0.0.1:8080', 'b'],
  ['ssh://git@host:2222/a/b.git', 'https://host', 'b'],
])('%s is %s and %s', (text, origin, name) => expect(parseRepositoryUrl(text)).toMatchObject({ origin, name }));

test.each([
  '',
  'https://',
  'https://github.com',
  'https://github.com/',
  'file:///etc/passwd',
  'a b',
  'javascript:alert(1)//x y',
])('%j is no repository', (text) => expect(parseRepositoryUrl(text)).toBeNull());
