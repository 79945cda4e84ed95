import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { sh } from '../../../../packages/git/test/repository.ts';
import { wireScene } from '../../test/wire-scene.ts';

const run = promisify(execFile);

it.each(['0', '1', '2'])('pushes, clones and fetches by protocol %s', async (version) => {
  await using s = await wireScene();
  const git = (...args: string[]) => sh(s.path, '-c', `protocol.version=${version}`, ...args);
  await git('init', '--quiet', '--initial-branch=main', 'work');
  const content = randomBytes(5_000_000);
  await writeFile(join(s.path, 'work/big'), content);
  for (let i = 0; i < 200; i++) await writeFile(join(s.path, `work/${i}.txt`), `${i}\n`);
  await git('-C', 'work', 'add', '.');
  await git('-C', 'work', 'commit', '--quiet', '--message', 'first');
  await git('-C', 'work', '-c', 'http.postBuffer=65536', 'push', '--quiet', s.url, 'main');
  await git('clone', '--quiet', s.url, 'copy');
  const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect(sum(await readFile(join(s.path, 'copy/big')))).toBe(sum(content));
  // A negotiation with many lines, which git compresses.
  for (let i = 0; i < 60; i++) await git('-C', 'copy', 'commit', '--quiet', '--allow-empty', '--message', `${i}`);
  await git('-C', 'work', 'commit', '--quiet', '--allow-empty', '--message', 'more');
  await git('-C', 'work', 'push', '--quiet', s.url, 'main');
  await git('-C', 'copy', 'fetch', '--quiet', 'origin');
  expect(await git('-C', 'copy', 'log', '-1', '--format=%s', 'origin/main')).toBe('more');
});

it.each([
  ['GET', '/info/refs', 403],
  ['GET', '/info/refs?service=git-upload-archive', 403],
  ['POST', '/info/refs?service=git-upload-pack', 404],
  ['GET', '/HEAD', 404],
  ['GET', '/../.git/config', 404],
  ['POST', '/git-upload-archive', 404],
  ['POST', '/git-upload-pack/..', 404],
  ['GET', '/git-upload-pack', 404],
])('refuses %s %s with %i', async (method, path, status) => {
  await using s = await wireScene();
  const response = await fetch(s.url + path, { method });
  expect(response.status).toBe(status);
  await response.text();
});

it('ends git when the peer leaves', async () => {
  await using s = await wireScene();
  const peer = request(`${s.url}/git-receive-pack`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-git-receive-pack-request' },
  });
  peer.on('error', () => {});
  peer.write('0014');
  const running = async () => {
    const { stdout } = await run('ps', ['-e', '-o', 'args=']);
    return stdout.includes(`receive-pack --stateless-rpc ${s.path}`);
  };
  await expect.poll(running).toBe(true);
  peer.destroy();
  await expect.poll(running).toBe(false);
});

it('says that a repository is not there', async () => {
  await using s = await wireScene();
  await rm(join(s.path, 'repository'), { recursive: true });
  expect((await fetch(`${s.url}/info/refs?service=git-upload-pack`)).status).toBe(404);
});
