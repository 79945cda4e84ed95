import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

const KEYS = { CRAFTASTIC_STORE_ACCESS_KEY: 'id', CRAFTASTIC_STORE_SECRET_KEY: 'secret-of-a-test' };

test('the object store is files, or a bucket', () => {
  expect(readSettings({}).store).toBeNull();
  expect(readSettings({ CRAFTASTIC_STORE_BUCKET: 'media' }).store).toEqual({
    bucket: 'media',
    endpoint: null,
    region: 'us-east-1',
    prefix: '',
    credentials: null,
  });
  const own = { CRAFTASTIC_STORE_ENDPOINT: 'https://s3.example.com/', CRAFTASTIC_STORE_PREFIX: 'a/b' };
  expect(readSettings({ CRAFTASTIC_STORE_BUCKET: 'media', ...own, ...KEYS }).store).toEqual({
    bucket: 'media',
    endpoint: 'https://s3.example.com',
    region: 'us-east-1',
    prefix: 'a/b/',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret-of-a-test' },
  });
});

test.each([
  [KEYS, /without CRAFTASTIC_STORE_BUCKET/],
  [{ CRAFTASTIC_STORE_ENDPOINT: 'https://s3.example.com' }, /without CRAFTASTIC_STORE_BUCKET/],
  [{ CRAFTASTIC_STORE_BUCKET: 'media', CRAFTASTIC_STORE_SECRET_KEY: 'secret-of-a-test' }, /go together/],
  [{ CRAFTASTIC_STORE_BUCKET: 'a/b' }, /CRAFTASTIC_STORE_BUCKET: has to be the name of a bucket/],
  [{ CRAFTASTIC_STORE_BUCKET: 'media', CRAFTASTIC_STORE_ENDPOINT: 's3.example.com' }, /CRAFTASTIC_STORE_ENDPOINT/],
  [{ CRAFTASTIC_STORE_BUCKET: 'media', CRAFTASTIC_STORE_PREFIX: '../x' }, /CRAFTASTIC_STORE_PREFIX/],
])('%o is refused', (environment, words) => {
  expect(() => readSettings(environment)).toThrow(words);
  expect(() => readSettings(environment)).not.toThrow('secret-of-a-test');
});
