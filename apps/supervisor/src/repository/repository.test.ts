import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, lstat, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@craftastic/contract/ids';
import { branches as branchesToSwitch } from '@craftastic/git/branches';
import { status } from '@craftastic/git/status';
import { switchTo } from '@craftastic/git/switch';
import { describe, expect, it } from 'vitest';
import { startGitServer } from '../../../../packages/git/test/git-server.ts';
import { finish, sh, TEST_ENVIRONMENT, temporaryFolder } from '../../../../packages/git/test/repository.ts';
import { addWorktree, type NewWorktree } from './add-worktree.ts';
import { branches } from './branches.ts';
import { clone } from './clone.ts';
import { copyIgnored } from './copy-ignored.ts';
import { createHosted } from './create-hosted.ts';
import { diskUsage } from './disk-usage.ts';
import { fetchOrigin } from './fetch-origin.ts';
import { Layout } from './layout.ts';
import { lossOf } from './loss-of.ts';
import { removeWorktree } from './remove-worktree.ts';
import { worktrees } from './worktrees.ts';

async function scene(files: Record<string, string> | null = { 'a.txt': 'a\n', '.gitignore': '.env*\nnode_modules\n' }) {
  const folder = await temporaryFolder();
  const server = await startGitServer();
  const { url, directory } = await server.createRepository('project', files ?? undefined);
  const layout = new Layout({ repositoryDirectory: join(folder.path, 'env'), environment: TEST_ENVIRONMENT });
  await mkdir(layout.root);
  const add = (wanted: Omit<NewWorktree, 'sessionId'> & { sessionId?: string }) => {
    const sessionId = wanted.sessionId ?? newId();
    return finish(addWorktree(layout, { ...wanted, sessionId }, undefined)).then(({ head }) => ({ sessionId, head }));
  };
  return {
    ...folder,
    server,
    url,
    remote: directory,
    layout,
    add,
    clone: () => finish(clone(layout, url, undefined)),
    async [Symbol.asyncDispose]() {
      await server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const empty = () => scene(null);
const ofKind = (code: string, data?: object) => expect.objectContaining({ code, ...(data ? { data } : {}) });

describe('clone', () => {
  it('has tracking refs, the default branch and no branch of its own; repeated it changes nothing', async () => {
    await using s = await scene();
    await sh(s.remote, 'branch', 'feature/x', 'main');
    await sh(s.remote, 'branch', 'trunk', 'main');
    await sh(s.remote, 'symbolic-ref', 'HEAD', 'refs/heads/trunk');
    expect(await s.clone()).toEqual({ defaultBranch: 'trunk' });
    const refs = await sh(s.layout.bare, 'for-each-ref', '--format=%(refname)');
    expect(refs.split('\n')).toEqual(
      ['HEAD', 'feature/x', 'main', 'trunk'].map((name) => `refs/remotes/origin/${name}`),
    );
    expect(await sh(s.layout.bare, 'symbolic-ref', 'refs/remotes/origin/HEAD')).toBe('refs/remotes/origin/trunk');
    expect(await s.clone()).toEqual({ defaultBranch: 'trunk' });
    expect((await branches(s.layout)).map(({ name, local, remote }) => [name, local, remote]).sort()).toEqual([
      ['feature/x', false, true],
      ['main', false, true],
      ['trunk', false, true],
    ]);
  });

  it('goes on after locks and parts that a killed one left', async () => {
    await using s = await scene();
    await mkdir(join(s.layout.bare, 'refs/remotes/origin'), { recursive: true });
    await mkdir(join(s.layout.bare, 'objects/pack'), { recursive: true });
    for (const name of [
      'config.lock',
      'shallow.lock',
      'packed-refs.lock',
      'refs/remotes/origin/main.lock',
      'objects/pack/tmp_pack_x',
    ]) {
      await writeFile(join(s.layout.bare, name), '');
    }
    expect(await s.clone()).toEqual({ defaultBranch: 'main' });
    expect(await readdir(join(s.layout.bare, 'objects/pack'))).not.toContain('tmp_pack_x');
  });

  it('takes an empty repository, whose first branch is made in a session', async () => {
    await using s = await empty();
    expect(await s.clone()).toEqual({ defaultBranch: null });
    const { sessionId, head } = await s.add({ branch: 'main' });
    expect(head).toBe('');
    expect((await s.add({ branch: 'main', sessionId })).head).toBe('');
    const git = s.layout.worktreeGit(sessionId);
    expect(await status(git)).toMatchObject({ branch: 'main', head: null });
    await writeFile(join(git.directory, 'a.txt'), 'a\n');
    await sh(git.directory, 'add', '.');
    await sh(git.directory, 'commit', '--quiet', '--message', 'first');
    await sh(git.directory, 'push', '--quiet', '--set-upstream', 'origin', 'main');
    expect(await status(git)).toMatchObject({ upstream: 'origin/main', ahead: 0, changes: [] });
    expect(await worktrees(s.layout)).toEqual([{ sessionId, branch: 'main', prunable: false }]);
  });

  it.each([
    ['nonsense', 'URL_INVALID'],
    ['ext::sh -c true', 'URL_INVALID'],
    ['file:///etc', 'URL_INVALID'],
    ['http://127.0.0.1:1/x.git', 'HOST_UNREACHABLE'],
  ])('refuses or can’t reach %s', async (url, code) => {
    await using s = await scene();
    await expect(finish(clone(s.layout, url, undefined))).rejects.toEqual(ofKind(code));
  });

  it('tells a repository that is not there, and one that wants a token', async () => {
    await using s = await scene();
    await expect(finish(clone(s.layout, s.server.urlOf('none'), undefined))).rejects.toEqual(
      ofKind('REPOSITORY_NOT_FOUND', { host: new URL(s.url).host }),
    );
    s.server.refuse(() => 401);
    await expect(s.clone()).rejects.toEqual(ofKind('GIT_AUTHENTICATION_FAILED', { host: new URL(s.url).host }));
    s.server.refuse(null);
    expect(await s.clone()).toEqual({ defaultBranch: 'main' });
  });

  it('can be stopped, and goes on', async () => {
    await using s = await scene();
    const gate = Promise.withResolvers<void>();
    s.server.holdUntil(gate.promise);
    const stop = new AbortController();
    const running = finish(clone(s.layout, s.url, stop.signal));
    stop.abort();
    await expect(running).rejects.toEqual(ofKind('CANCELLED'));
    gate.resolve();
    s.server.holdUntil(null);
    expect(await s.clone()).toEqual({ defaultBranch: 'main' });
  });
});

describe('fetchOrigin', () => {
  it('follows a new default branch, forgets deleted ones, and gets past an old lock but no new one', async () => {
    await using s = await scene();
    await sh(s.remote, 'branch', 'old', 'main');
    await s.clone();
    await sh(s.remote, 'branch', '-m', 'main', 'trunk');
    await sh(s.remote, 'branch', '-D', 'old');
    const lock = join(s.layout.bare, 'packed-refs.lock');
    await writeFile(lock, '');
    await expect(finish(fetchOrigin(s.layout, undefined))).rejects.toEqual(ofKind('GIT_INDEX_LOCKED'));
    await utimes(lock, 0, 0);
    await finish(fetchOrigin(s.layout, undefined));
    expect((await branches(s.layout)).map((branch) => branch.name)).toEqual(['trunk']);
    expect(await sh(s.layout.bare, 'symbolic-ref', 'refs/remotes/origin/HEAD')).toBe('refs/remotes/origin/trunk');
  });
});

describe('addWorktree', () => {
  it('opens a remote branch, a local one, and a new one from any base', async () => {
    await using s = await scene();
    await s.clone();
    const first = await s.add({ branch: 'main' });
    const git = s.layout.worktreeGit(first.sessionId);
    expect(await status(git)).toMatchObject({ branch: 'main', upstream: 'origin/main', changes: [], ahead: 0 });
    const made = await s.add({ branch: 'feature/ü', base: 'main' });
    expect(await status(s.layout.worktreeGit(made.sessionId))).toMatchObject({ branch: 'feature/ü', upstream: null });
    expect((await s.add({ branch: 'by-commit', base: first.head.slice(0, 10) })).head).toBe(first.head);
    await removeWorktree(s.layout, made.sessionId);
    expect((await s.add({ branch: 'feature/ü' })).head).toBe(first.head);
    // HEAD of the bare repository is no checkout: the branch is free for the session that left it.
    await removeWorktree(s.layout, first.sessionId);
    await s.add({ sessionId: first.sessionId, branch: 'other', base: 'main' });
    await switchTo(git, { branch: 'main', create: false });
    expect((await branchesToSwitch(git)).find((branch) => branch.name === 'main')).toMatchObject({
      current: true,
      checkedOutElsewhere: false,
    });
    expect((await lstat(join(s.layout.bare, 'worktrees', first.sessionId, 'locked'))).isFile()).toBe(true);
    await expect(s.add({ branch: 'main' })).rejects.toEqual(
      ofKind('BRANCH_IN_USE', { branch: 'main', sessionId: first.sessionId, sessionName: null }),
    );
    await expect(s.add({ branch: 'main', base: 'main' })).rejects.toMatchObject({ code: 'BRANCH_IN_USE' });
    await expect(s.add({ branch: 'none' })).rejects.toEqual(ofKind('BRANCH_NOT_FOUND', { branch: 'none' }));
    await expect(s.add({ branch: 'x', base: 'none' })).rejects.toEqual(ofKind('BRANCH_NOT_FOUND', { branch: 'none' }));
    await expect(s.add({ branch: '--upload-pack=x', base: 'main' })).rejects.toMatchObject({ code: 'BRANCH_INVALID' });
  });

  it('repeated, keeps what was done in the worktree', async () => {
    await using s = await scene();
    await s.clone();
    const { sessionId, head } = await s.add({ branch: 'x', base: 'main' });
    const file = join(s.layout.worktree(sessionId), 'a.txt');
    await writeFile(file, 'edited\n');
    expect(await s.add({ sessionId, branch: 'x', base: 'main' })).toEqual({ sessionId, head });
    expect(await readFile(file, 'utf8')).toBe('edited\n');
  });

  it('moves a folder that is none of its own aside', async () => {
    await using s = await scene();
    await s.clone();
    const sessionId = newId();
    await mkdir(s.layout.worktree(sessionId), { recursive: true });
    await writeFile(join(s.layout.worktree(sessionId), 'work'), 'precious');
    await s.add({ sessionId, branch: 'main' });
    const lost = (await readdir(s.layout.worktrees)).find((name) => name.startsWith(`${sessionId}-lost-`)) ?? '';
    expect(await readFile(join(s.layout.worktrees, lost, 'work'), 'utf8')).toBe('precious');
  });

  it('keeps the directory itself, which a sandbox may have mounted already', async () => {
    await using s = await scene();
    await s.clone();
    const sessionId = newId();
    const path = s.layout.worktree(sessionId);
    await mkdir(path);
    const { ino } = await lstat(path);
    // Git in it, as of a sandbox that is up early, does not take the bare repository above for its own.
    const git = s.layout.worktreeGit(sessionId);
    await expect(git.gitDirectories()).rejects.toEqual(ofKind('GIT_FAILED'));
    const { head } = await s.add({ sessionId, branch: 'x', base: 'main' });
    expect((await lstat(path)).ino).toBe(ino);
    // As if it had been cut off before it was whole.
    await rm(join(s.layout.bare, 'worktrees', sessionId, 'craftastic-ready'));
    await rm(join(path, 'a.txt'));
    expect((await s.add({ sessionId, branch: 'x' })).head).toBe(head);
    expect((await lstat(path)).ino).toBe(ino);
    expect(await status(git)).toMatchObject({ branch: 'x', changes: [] });
    expect((await git.gitDirectories()).own).toBe(join(s.layout.bare, 'worktrees', sessionId));
  });

  it('makes it anew where the directory is gone', async () => {
    await using s = await scene();
    await s.clone();
    const { sessionId, head } = await s.add({ branch: 'main' });
    await rm(s.layout.worktree(sessionId), { recursive: true });
    expect(await worktrees(s.layout)).toEqual([{ sessionId, branch: 'main', prunable: true }]);
    expect(await s.add({ sessionId, branch: 'main' })).toEqual({ sessionId, head });
  });
});

describe('killed and repeated', () => {
  /** The same verb in a process of its own, which is killed once `at` is true. */
  async function killed(program: string, at: () => Promise<boolean>): Promise<void> {
    const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      detached: true,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    while (child.exitCode === null && child.signalCode === null && !(await at())) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    // With its gits, as when a container is killed.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
  }

  const exists = (path: string) =>
    lstat(path).then(
      () => true,
      () => false,
    );
  const program = (layout: Layout, verb: string, args: string) => `
    import { fetchOrigin } from './fetch-origin.ts';
import { Layout } from './layout.ts';
    import { ${verb} } from './${verb === 'clone' ? 'clone' : verb === 'addWorktree' ? 'add-worktree' : 'remove-worktree'}.ts';
    const layout = new Layout(${JSON.stringify({ repositoryDirectory: layout.root, environment: TEST_ENVIRONMENT })});
    const work = ${verb}(layout, ${args});
    if (work.next) while (!(await work.next()).done); else await work;`;

  it('a clone goes on at every stage', async () => {
    await using s = await scene({ 'a.txt': 'a\n', 'big.bin': randomBytes(2_000_000).toString('base64') });
    const stages = ['HEAD', 'config', 'objects/pack', 'FETCH_HEAD', 'packed-refs', 'refs/remotes/origin'];
    for (const stage of stages) {
      await killed(program(s.layout, 'clone', JSON.stringify(s.url)), () => exists(join(s.layout.bare, stage)));
      expect(await s.clone(), stage).toEqual({ defaultBranch: 'main' });
      await sh(s.layout.bare, 'fsck', '--connectivity-only');
      await rm(s.layout.bare, { recursive: true });
    }
  });

  it('a new worktree is whole after another try, and one half removed goes', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`dir${i % 7}/f${i}.txt`, `${i}\n`]));
    await using s = await scene(files);
    await s.clone();
    const stages: ((id: string) => string)[] = [
      (id) => join(s.layout.bare, 'craftastic-adding', id),
      () => join(s.layout.bare, 'refs/heads'),
      (id) => join(s.layout.bare, 'worktrees', id),
      (id) => join(s.layout.worktree(id), '.git'),
      (id) => join(s.layout.bare, 'worktrees', id, 'index.lock'),
      (id) => join(s.layout.worktree(id), 'dir3'),
    ];
    for (const [index, stage] of stages.entries()) {
      const sessionId = newId();
      const wanted = { sessionId, branch: `new-${index}`, base: 'main' };
      await killed(program(s.layout, 'addWorktree', `${JSON.stringify(wanted)}, undefined`), () =>
        exists(stage(sessionId)),
      );
      await s.add(wanted);
      const git = s.layout.worktreeGit(sessionId);
      expect(await status(git), `stage ${index}`).toMatchObject({ branch: `new-${index}`, changes: [] });
      await sh(git.directory, 'commit', '--quiet', '--allow-empty', '--message', 'works');
      await killed(program(s.layout, 'removeWorktree', JSON.stringify(sessionId)), async () => {
        return !(await exists(join(s.layout.worktree(sessionId), 'dir5')));
      });
      await removeWorktree(s.layout, sessionId);
      expect(await worktrees(s.layout)).toEqual([]);
      expect(await sh(s.layout.bare, 'branch', '--list', `new-${index}`)).toContain(`new-${index}`);
    }
  });
});

describe('lossOf', () => {
  it('counts changed files, commits that no remote branch has, and stashes of the branch', async () => {
    await using s = await scene();
    await s.clone();
    const { sessionId } = await s.add({ branch: 'x', base: 'main' });
    expect(await lossOf(s.layout, sessionId)).toEqual({ uncommitted: 0, unpushed: 0, stashes: 0 });
    const directory = s.layout.worktree(sessionId);
    await writeFile(join(directory, 'a.txt'), 'stashed\n');
    await sh(directory, 'stash', '--quiet');
    await sh(directory, 'commit', '--quiet', '--allow-empty', '--message', 'one');
    await writeFile(join(directory, 'a.txt'), 'changed\n');
    await writeFile(join(directory, 'new.txt'), 'new\n');
    await writeFile(join(directory, '.env'), 'ignored\n');
    expect(await lossOf(s.layout, sessionId)).toEqual({ uncommitted: 2, unpushed: 1, stashes: 1 });
    await sh(directory, 'push', '--quiet', 'origin', 'x');
    await finish(fetchOrigin(s.layout, undefined));
    expect(await lossOf(s.layout, sessionId)).toEqual({ uncommitted: 2, unpushed: 0, stashes: 1 });
    expect(await lossOf(s.layout, newId())).toEqual({ uncommitted: 0, unpushed: 0, stashes: 0 });
  });
});

describe('removeWorktree', () => {
  it('takes read-only folders and links along, what the links lead to stays; others are not touched', async () => {
    await using s = await scene();
    await s.clone();
    const keep = await s.add({ branch: 'main' });
    const { sessionId } = await s.add({ branch: 'x', base: 'main' });
    const directory = s.layout.worktree(sessionId);
    await mkdir(join(directory, 'cache/mod'), { recursive: true });
    await writeFile(join(directory, 'cache/mod/file'), '');
    await chmod(join(directory, 'cache/mod'), 0o500);
    await symlink(s.layout.worktree(keep.sessionId), join(directory, 'link'));
    await removeWorktree(s.layout, sessionId);
    await removeWorktree(s.layout, sessionId);
    expect(await worktrees(s.layout)).toEqual([{ sessionId: keep.sessionId, branch: 'main', prunable: false }]);
    expect(await readFile(join(s.layout.worktree(keep.sessionId), 'a.txt'), 'utf8')).toBe('a\n');
  });
});

describe('copyIgnored', () => {
  it('copies ignored files by glob, never over or out', async () => {
    await using s = await scene();
    await s.clone();
    const [one, other] = [await s.add({ branch: 'main' }), await s.add({ branch: 'x', base: 'main' })];
    const [from, to] = [s.layout.worktree(one.sessionId), s.layout.worktree(other.sessionId)];
    await mkdir(join(from, 'app'));
    await mkdir(join(from, 'out'));
    await writeFile(join(from, '.env.local'), 'A=1\n', { mode: 0o600 });
    await writeFile(join(from, 'app/.env'), 'B=2\n');
    await writeFile(join(from, 'out/.env'), 'C=3\n');
    await symlink('/etc/passwd', join(from, 'app/.env.link'));
    await writeFile(join(from, 'a.txt'), 'tracked\n');
    await writeFile(join(to, '.env.local'), 'own\n');
    const outside = join(s.path, 'outside');
    await mkdir(outside);
    await symlink(outside, join(to, 'out'));
    expect(await copyIgnored(s.layout, one.sessionId, other.sessionId, ['.env*', 'a.txt'])).toBe(2);
    expect(await readFile(join(to, '.env.local'), 'utf8')).toBe('own\n');
    expect(await readFile(join(to, 'app/.env'), 'utf8')).toBe('B=2\n');
    expect((await lstat(join(to, 'app/.env.link'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(to, 'a.txt'), 'utf8')).toBe('a\n');
    expect(await readdir(outside)).toEqual([]);
    expect(await copyIgnored(s.layout, one.sessionId, other.sessionId, [])).toBe(0);
  });
});

describe('createHosted', () => {
  it('has a first commit by its author, an upstream, and is the same when repeated', async () => {
    await using folder = await temporaryFolder();
    const layout = new Layout({ repositoryDirectory: folder.path, environment: TEST_ENVIRONMENT });
    const wanted = {
      url: 'http://127.0.0.1:3000/git/x.git',
      name: 'My\nproject',
      author: { name: 'Bob', email: 'b@x.y' },
    };
    expect(await createHosted(layout, wanted)).toEqual({ defaultBranch: 'main' });
    const commit = await sh(layout.hosted, 'rev-parse', 'main');
    expect(await createHosted(layout, wanted)).toEqual({ defaultBranch: 'main' });
    expect(await sh(layout.hosted, 'log', '--format=%H %an %s', 'main')).toBe(`${commit} Bob First commit`);
    expect(await sh(layout.bare, 'remote')).toBe('origin');
    const sessionId = newId();
    await finish(addWorktree(layout, { sessionId, branch: 'main' }, undefined));
    expect(await status(layout.worktreeGit(sessionId))).toMatchObject({ upstream: 'origin/main', ahead: 0 });
    expect(await readFile(join(layout.worktree(sessionId), 'README.md'), 'utf8')).toBe('# My project\n');
  });
});

describe('diskUsage', () => {
  it('counts worktrees apart, links not at all, and any file name', async () => {
    await using s = await scene();
    await s.clone();
    const { sessionId } = await s.add({ branch: 'main' });
    const directory = s.layout.worktree(sessionId);
    const before = await diskUsage(s.layout);
    await writeFile(Buffer.concat([Buffer.from(`${directory}/ü-`), Buffer.from([0xe9])]), randomBytes(1_000_000));
    await symlink('/usr', join(directory, 'usr'));
    const after = await diskUsage(s.layout);
    const grown = (after.worktrees[sessionId] ?? 0) - (before.worktrees[sessionId] ?? 0);
    expect(grown).toBeGreaterThanOrEqual(1_000_000);
    expect(grown).toBeLessThan(1_100_000);
    expect(after.total - before.total).toBe(grown);
  });
});
