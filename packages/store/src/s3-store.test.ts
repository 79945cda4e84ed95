import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type S3Server, startS3Server } from '../test/s3-server.ts';
import { keys, storeSuite } from '../test/store-suite.ts';
import { StoreError } from './object-store.ts';
import { S3Store } from './s3-store.ts';

const settingsOf = ({ url, bucket, credentials }: S3Server) => ({
  bucket,
  endpoint: url,
  region: 'eu-central-1',
  credentials,
});

async function open() {
  const server = await startS3Server();
  const store = new S3Store(settingsOf(server), 'files/one/');
  return {
    server,
    store,
    [Symbol.asyncDispose]: async () => {
      store.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

storeSuite(open);

test('a list has all pages, and nothing of what others keep in the bucket', async () => {
  await using opened = await open();
  const { server, store } = opened;
  const other = new S3Store(settingsOf(server), 'files/other/');
  await other.put('env/ab/theirs-1', Readable.from([Buffer.from('x')]), 1);
  const own = ['env/ab/a-1', 'env/ab/b-1', 'env/ab/c-1', 'env/cd/d-1', 'env/cd/e-1'];
  for (const key of own) await store.put(key, Readable.from([Buffer.from(key)]), key.length);
  expect(await keys(store)).toEqual(own);
  expect([...server.objects.keys()]).toContain('files/other/env/ab/theirs-1');
  other.close();
});

test('a bucket that can’t be used is told in a sentence, without the key', async () => {
  await using opened = await open();
  const { server } = opened;
  await opened.store.check();
  const failureWith = async (change: object) => {
    const store = new S3Store({ ...settingsOf(server), ...change }, 'files/one/');
    const error = await store.check().catch((failure) => failure);
    store.close();
    expect(error).toBeInstanceOf(StoreError);
    expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toContain('secret-of-a-test');
    return [error.refused, error.message];
  };
  const wrong = { accessKeyId: server.credentials.accessKeyId, secretAccessKey: 'secret-of-a-test' };
  expect(await failureWith({ credentials: wrong })).toEqual([true, expect.stringContaining('does not let these')]);
  expect(await failureWith({ bucket: 'none' })).toEqual([true, expect.stringContaining('no bucket none')]);
  expect(await failureWith({ endpoint: 'http://127.0.0.1:1' })).toEqual([false, expect.stringContaining('answer')]);
  expect(server.refused).toBe(1);
});
