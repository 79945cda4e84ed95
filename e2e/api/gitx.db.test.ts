import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs, { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@craftastic/contract/environments';
import isomorphic from 'isomorphic-git';
import http from 'isomorphic-git/http/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, Craftastic, ready } from '../support/craftastic.ts';

const run = promisify(execFile);
const VERSIONS = ['0', '1', '2'];

let craftastic: Craftastic;
let client: Client;
let work: string;

beforeAll(async () => {
  craftastic = await Craftastic.start();
  client = craftastic.client();
  work = await mkdtemp(join(tmpdir(), 'cft-gitx-'));
}, 60_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
  await rm(work, { recursive: true, force: true });
}, 60_000);

test.each(VERSIONS)('git clones a part of the history, and deepens it, by protocol %s', async (version) => {
  const { git, origin } = await repository(`Shallow ${version}`, version);
  for (const name of ['b', 'c', 'd']) await git.commit({ [`${name}.txt`]: name });
  await git('push', '-q', 'origin', 'main');
  const shallow = gitIn(`of-shallow-${version}`, version);
  await run('git', ['-c', `protocol.version=${version}`, 'clone', '-q', '--depth=2', origin, shallow.folder]);
  expect(await shallow('rev-list', '--count', 'HEAD')).toBe('2');
  await shallow('fetch', '-q', '--deepen=1');
  expect(await shallow('rev-list', '--count', 'HEAD')).toBe('3');
  await shallow('fetch', '-q', '--unshallow');
  expect(await shallow('rev-list', '--count', 'HEAD')).toBe('4');
  await shallow.commit({ 'e.txt': 'e' });
  await shallow('push', '-q', 'origin', 'HEAD:main');
  await git('pull', '-q', 'origin', 'main');
  expect(await readFile(join(git.folder, 'e.txt'), 'utf8')).toBe('e');
});

test.each(VERSIONS)('git clones without files, and gets each when it wants it, by protocol %s', async (version) => {
  const { git, origin } = await repository(`Partial ${version}`, version);
  await git.commit({ 'old.txt': 'old' });
  await git.commit({ 'old.txt': 'new', 'big.bin': randomBytes(1_000_000) });
  await git('push', '-q', 'origin', 'main');
  const old = await git('rev-parse', 'HEAD~1:old.txt');
  const partial = gitIn(`of-partial-${version}`, version);
  const clone = ['clone', '-q', '--filter=blob:none', '--no-checkout', origin, partial.folder];
  await run('git', ['-c', `protocol.version=${version}`, ...clone]);
  const missing = () => partial('rev-list', '--objects', '--all', '--missing=print');
  expect((await missing()).split('\n')).toContain(`?${old}`);
  expect(await partial('cat-file', 'blob', old)).toBe('old');
  expect((await missing()).split('\n')).not.toContain(`?${old}`);
  await partial('checkout', '-q', 'main');
  expect(await readFile(join(partial.folder, 'old.txt'), 'utf8')).toBe('new');
});

test('isomorphic-git clones, commits and pushes', async () => {
  const { git, environment } = await repository('Isomorphic', '2');
  const dir = join(work, 'of-isomorphic');
  const common = { fs, http, dir, onAuth: () => ({ username: 'x', password: craftastic.token }) };
  await isomorphic.clone({ ...common, url: environment.repositoryUrl, singleBranch: true, depth: 1 });
  expect(await readFile(join(dir, 'README.md'), 'utf8')).toBe('# Isomorphic\n');
  await writeFile(join(dir, 'a.txt'), 'from JavaScript\n');
  await isomorphic.add({ fs, dir, filepath: 'a.txt' });
  const author = { name: 'Ada', email: 'ada@example.com' };
  const commit = await isomorphic.commit({ fs, dir, message: 'From JavaScript', author });
  expect(await isomorphic.push({ ...common, ref: 'main' })).toMatchObject({ ok: true });
  await git('fetch', '-q', 'origin');
  expect(await git('rev-parse', 'origin/main')).toBe(commit);

  await client.environments.update({ id: environment.id, refRules: rules({ lockedBranches: ['main'] }) });
  await isomorphic.commit({ fs, dir, message: 'Too late', author });
  await expect(isomorphic.push({ ...common, ref: 'main' })).rejects.toMatchObject({
    code: 'GitPushError',
    data: { result: { refs: { 'refs/heads/main': { ok: false, error: 'pre-receive hook declined' } } } },
  });
});

test('a large push, in pieces, arrives whole', async () => {
  const { git, origin } = await repository('Large', '2');
  const content = randomBytes(48 * 1024 * 1024);
  await git.commit({ 'large.bin': content });
  await git('-c', 'http.postBuffer=65536', 'push', '-q', 'origin', 'main');
  const copy = gitIn('of-large', '2');
  await run('git', ['clone', '-q', origin, copy.folder]);
  expect(content.equals(await readFile(join(copy.folder, 'large.bin')))).toBe(true);
});

test('who waits for the word to go on gets it, and an answer', async () => {
  const { environment } = await repository('Expect', '2');
  const url = new URL(`${environment.repositoryUrl}/git-upload-pack`);
  const asked = request(url, {
    method: 'POST',
    auth: `x:${craftastic.token}`,
    headers: {
      'content-type': 'application/x-git-upload-pack-request',
      'git-protocol': 'version=2',
      expect: '100-continue',
    },
  });
  const told = Promise.withResolvers<void>();
  asked.once('continue', told.resolve);
  const answered = new Promise<string>((resolve, reject) => {
    asked.once('error', reject).once('response', async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      resolve(`${response.statusCode} ${Buffer.concat(parts)}`);
    });
  });
  asked.flushHeaders();
  await told.promise;
  asked.end('0014command=ls-refs\n0000');
  expect(await answered).toMatch(/^200 [\s\S]*refs\/heads\/main/);
});

test.each([
  ['no password', ''],
  ['a wrong one', 'x:wrong@'],
])('with %s there is nothing', async (_name, pair) => {
  const { environment } = await repository(`Closed ${pair.length}`, '2');
  const url = environment.repositoryUrl.replace('http://', `http://${pair}`);
  const asking = run('git', ['ls-remote', url], { env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '' } });
  await expect(asking).rejects.toThrow(/Authentication failed|could not read Username/);
});

/** A hosted repository and a clone of it. */
async function repository(name: string, version: string) {
  const environment = await ready(client, (await client.environments.create({ name })).id);
  const origin = environment.repositoryUrl.replace('http://', `http://x:${craftastic.token}@`);
  const git = gitIn(environment.slug, version);
  await run('git', ['clone', '-q', origin, git.folder]);
  return { environment: environment as Environment, origin, git };
}

function gitIn(name: string, version: string) {
  const folder = join(work, name);
  const always = ['-c', `protocol.version=${version}`, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const git = async (...args: string[]) => (await run('git', ['-C', folder, ...always, ...args])).stdout.trimEnd();
  const commit = async (files: Record<string, string | Uint8Array>) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    await git('add', '--all');
    await git('commit', '-q', '-m', Object.keys(files).join(' '));
  };
  return Object.assign(git, { folder, commit });
}

const rules = (change: Partial<Environment['refRules']>): Environment['refRules'] => ({
  protectedBranches: [],
  lockedBranches: [],
  maxPackBytes: null,
  maxObjectBytes: null,
  ...change,
});
