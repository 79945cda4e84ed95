import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@craftastic/contract/progress';
import { describe, expect, it } from 'vitest';
import { type GitServer, startGitServer } from '../test/git-server.ts';
import { finish, sh, TEST_ENVIRONMENT, temporaryFolder } from '../test/repository.ts';
import { fetch } from './fetch.ts';
import { log } from './log.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { Git } from './runner.ts';
import { status } from './status.ts';
import { switchTo } from './switch.ts';

/** A clone that authenticates with a header, as the proxy would add it. */
async function clone(server: GitServer, name: string, password = 'secret') {
  const folder = await temporaryFolder();
  const directory = join(folder.path, 'work');
  const header = `Authorization: Basic ${Buffer.from(`ada:${password}`).toString('base64')}`;
  await sh(folder.path, '-c', `http.extraHeader=${header}`, 'clone', '--quiet', server.urlOf(name), 'work');
  const git = new Git({ directory, environment: TEST_ENVIRONMENT, config: [['http.extraHeader', header]] });
  const commit = async (path: string, content: string) => {
    await writeFile(join(directory, path), content);
    await sh(directory, 'add', '--all');
    await sh(directory, 'commit', '--quiet', '--message', `edit ${path}`);
  };
  return { ...folder, directory, git, commit };
}

const serve = async (files: Record<string, string> = { 'a.txt': 'a\n' }) => {
  const server = await startGitServer({ users: { ada: 'secret' } });
  await server.createRepository('project', files);
  return server;
};

describe('push', () => {
  it('sets the upstream the first time, then is up to date; the log knows what is pushed', async () => {
    await using server = await serve();
    await using work = await clone(server, 'project');
    await switchTo(work.git, { branch: 'feature', create: true });
    await work.commit('b.txt', 'b\n');
    expect((await log(work.git, { limit: 2, skip: 0 })).map((entry) => entry.pushed)).toEqual([false, true]);
    expect(await finish(push(work.git, { forceWithLease: false }))).toMatchObject({ upToDate: false });
    expect((await status(work.git)).upstream).toBe('origin/feature');
    expect((await log(work.git, { limit: 2, skip: 0 })).map((entry) => entry.pushed)).toEqual([true, true]);
    expect(await finish(push(work.git, { forceWithLease: false }))).toMatchObject({ upToDate: true });
    expect(await sh(server.directoryOf('project'), 'log', '-1', '--format=%s', 'feature')).toBe('edit b.txt');
  });

  it('is rejected where the remote has more, and may force with a lease', async () => {
    await using server = await serve();
    await using one = await clone(server, 'project');
    await using other = await clone(server, 'project');
    await other.commit('b.txt', 'b\n');
    await finish(push(other.git, { forceWithLease: false }));
    await one.commit('c.txt', 'c\n');
    const rejected = { code: 'GIT_PUSH_REJECTED' };
    await expect(finish(push(one.git, { forceWithLease: false }))).rejects.toMatchObject(rejected);
    await expect(finish(push(one.git, { forceWithLease: true }))).rejects.toMatchObject(rejected);
    await finish(fetch(one.git));
    await expect(finish(push(one.git, { forceWithLease: false }))).rejects.toMatchObject(rejected);
    await finish(push(one.git, { forceWithLease: true }));
  });

  it('gives the words of the hook that refused it, there and here', async () => {
    await using server = await serve();
    await using work = await clone(server, 'project');
    await work.commit('b.txt', 'b\n');
    const remoteHook = join(server.directoryOf('project'), 'hooks/pre-receive');
    await writeFile(remoteHook, '#!/bin/sh\necho "main is protected" >&2\nexit 1\n');
    await chmod(remoteHook, 0o755);
    await expect(finish(push(work.git, { forceWithLease: false }))).rejects.toMatchObject({
      code: 'GIT_PUSH_REFUSED',
      data: { output: 'main is protected' },
    });
    const ownHook = join(work.directory, '.git/hooks/pre-push');
    await writeFile(ownHook, '#!/bin/sh\necho "tests fail" >&2\nexit 1\n');
    await chmod(ownHook, 0o755);
    await expect(finish(push(work.git, { forceWithLease: false }))).rejects.toMatchObject({
      code: 'GIT_HOOK_FAILED',
      data: { hook: 'pre-push' },
    });
  });

  it('fails at once without a credential, and where HEAD is detached', async () => {
    await using server = await serve();
    await using work = await clone(server, 'project');
    const stranger = new Git({ directory: work.directory, environment: TEST_ENVIRONMENT });
    await work.commit('b.txt', 'b\n');
    await expect(finish(push(stranger, { forceWithLease: false }))).rejects.toMatchObject({
      code: 'GIT_AUTHENTICATION_FAILED',
      data: { host: new URL(server.origin).host },
    });
    await sh(work.directory, 'switch', '--quiet', '--detach');
    await expect(finish(push(work.git, { forceWithLease: false }))).rejects.toMatchObject({ code: 'GIT_DETACHED' });
  });
});

describe('pull', () => {
  it('fast-forwards, tells a divergence, then merges or rebases', async () => {
    await using server = await serve();
    await using one = await clone(server, 'project');
    await using other = await clone(server, 'project');
    expect(await finish(pull(one.git, { strategy: 'ff-only' }))).toEqual({ upToDate: true });
    await other.commit('b.txt', 'b\n');
    await finish(push(other.git, { forceWithLease: false }));
    expect(await finish(pull(one.git, { strategy: 'ff-only' }))).toEqual({ upToDate: false });
    expect((await status(one.git)).behind).toBe(0);
    await other.commit('b.txt', 'more\n');
    await finish(push(other.git, { forceWithLease: false }));
    await one.commit('c.txt', 'c\n');
    await expect(finish(pull(one.git, { strategy: 'ff-only' }))).rejects.toMatchObject({ code: 'GIT_DIVERGED' });
    expect(await status(one.git)).toMatchObject({ ahead: 1, behind: 1 });
    await finish(pull(one.git, { strategy: 'rebase' }));
    expect(await status(one.git)).toMatchObject({ ahead: 1, behind: 0 });
    await other.commit('b.txt', 'and more\n');
    await finish(push(other.git, { forceWithLease: false }));
    await finish(pull(one.git, { strategy: 'merge' }));
    expect((await log(one.git, { limit: 1, skip: 0 }))[0]?.subject).toBe("Merge remote-tracking branch 'origin/main'");
  });

  it.each(['merge', 'rebase'] as const)(
    'tells conflicts of a %s, and files that it would overwrite',
    async (strategy) => {
      await using server = await serve();
      await using one = await clone(server, 'project');
      await using other = await clone(server, 'project');
      await other.commit('a.txt', 'other\n');
      await finish(push(other.git, { forceWithLease: false }));
      await writeFile(join(one.directory, 'a.txt'), 'dirty\n');
      await expect(finish(pull(one.git, { strategy }))).rejects.toMatchObject({
        code: 'GIT_WOULD_OVERWRITE',
        data: { paths: ['a.txt'] },
      });
      await one.commit('a.txt', 'one\n');
      await expect(finish(pull(one.git, { strategy }))).rejects.toMatchObject({
        code: 'GIT_CONFLICTS',
        data: { paths: ['a.txt'] },
      });
      expect((await status(one.git)).operation).toBe(strategy);
    },
  );

  it('says that there is no upstream, or no longer', async () => {
    await using server = await serve();
    await using work = await clone(server, 'project');
    await switchTo(work.git, { branch: 'feature', create: true });
    await expect(finish(pull(work.git, { strategy: 'ff-only' }))).rejects.toMatchObject({ code: 'GIT_NO_UPSTREAM' });
    await finish(push(work.git, { forceWithLease: false }));
    await sh(server.directoryOf('project'), 'branch', '--quiet', '-D', 'feature');
    await expect(finish(pull(work.git, { strategy: 'ff-only' }))).rejects.toMatchObject({ code: 'GIT_NO_UPSTREAM' });
    expect((await status(work.git)).upstreamGone).toBe(true);
  });
});

describe('fetch', () => {
  it('reports one percentage that never goes back', async () => {
    const files = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`f${i}.txt`, `${i} `.repeat(2000)]));
    await using server = await serve({ 'a.txt': 'a\n' });
    await using work = await clone(server, 'project');
    await using other = await clone(server, 'project');
    for (const [path, content] of Object.entries(files)) await writeFile(join(other.directory, path), content);
    await other.commit('z.txt', 'z\n');
    await finish(push(other.git, { forceWithLease: false }));
    const steps: Progress[] = [];
    for await (const step of fetch(work.git)) steps.push(step);
    const percents = steps.map((step) => step.percent ?? 0);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
  });

  it('is stopped by its signal, and by a reader that leaves', async () => {
    await using server = await serve();
    await using work = await clone(server, 'project');
    const gate = Promise.withResolvers<void>();
    server.holdUntil(gate.promise);
    const stop = new AbortController();
    const running = finish(fetch(work.git, { signal: stop.signal }));
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    gate.resolve();
    server.holdUntil(null);
    await finish(fetch(work.git));
  });

  it.each([
    [404, 'REPOSITORY_NOT_FOUND'],
    [401, 'GIT_AUTHENTICATION_FAILED'],
    [403, 'GIT_AUTHENTICATION_FAILED'],
    [502, 'HOST_UNREACHABLE'],
  ])('maps the answer %i', async (answer, code) => {
    await using server = await serve();
    await using work = await clone(server, 'project');
    server.refuse(() => answer);
    await expect(finish(fetch(work.git))).rejects.toMatchObject({
      code,
      data: { host: new URL(server.origin).host },
    });
  });

  it.each([
    ['http://127.0.0.1:1/x.git', 'HOST_UNREACHABLE'],
    ['ext::sh -c touch% /tmp/x', 'URL_INVALID'],
    ['/etc', 'URL_INVALID'],
    ['ssh://host/x.git', 'URL_INVALID'],
    ['nonsense://host/x.git', 'URL_INVALID'],
  ])('refuses or can’t reach %s', async (url, code) => {
    await using server = await serve();
    await using work = await clone(server, 'project');
    await sh(work.directory, 'config', 'remote.origin.url', url);
    await expect(finish(fetch(work.git))).rejects.toMatchObject({ code });
  });
});
