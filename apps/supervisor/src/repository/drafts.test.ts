import { chmod, mkdir, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToBytes } from '@craftastic/contract/git-path';
import { newId } from '@craftastic/contract/ids';
import { expect, test } from 'vitest';
import { startGitServer } from '../../../../packages/git/test/git-server.ts';
import { finish, sh, TEST_ENVIRONMENT, temporaryFolder } from '../../../../packages/git/test/repository.ts';
import { addWorktree } from './add-worktree.ts';
import { clone } from './clone.ts';
import { Drafts, MOST_FILE_BYTES } from './drafts.ts';
import { Layout } from './layout.ts';
import { removeWorktree } from './remove-worktree.ts';

const FILES = { 'docs/a.md': 'a\n', 'docs/b.md': 'b\n', 'src/x.ts': 'x\n', '.gitignore': '*.log\n' };

async function scene(files: Record<string, string> = FILES) {
  const folder = await temporaryFolder();
  const server = await startGitServer();
  const { url } = await server.createRepository('project', files);
  const layout = new Layout({ repositoryDirectory: join(folder.path, 'env'), environment: TEST_ENVIRONMENT });
  await mkdir(layout.root);
  await finish(clone(layout, url, undefined));
  const id = newId();
  const { head } = await finish(addWorktree(layout, { sessionId: id, branch: 'main' }, undefined));
  const worktree = layout.worktree(id);
  const drafts = new Drafts(layout);
  return {
    id,
    head,
    layout,
    worktree,
    drafts,
    git: (...args: string[]) => sh(worktree, ...args),
    draft: (path = 'docs') => drafts.tree(id, path),
    write: async (path: string, text: string) => {
      await mkdir(dirname(join(worktree, path)), { recursive: true });
      await writeFile(join(worktree, path), text);
    },
    /** The files of a tree with their contents. */
    read: async (tree: string | null) => {
      if (tree === null) return null;
      const entries = (await all(drafts.entries(id, null, tree))).flat();
      const oids = entries.map(({ oid }) => oid ?? '');
      const blobs = (await all(drafts.blobs(id, oids, 1e6))).flat();
      const text = new Map(blobs.map(({ oid, base64 }) => [oid, Buffer.from(base64 ?? '', 'base64').toString()]));
      return Object.fromEntries(entries.map(({ path, oid }) => [path, text.get(oid ?? '')]));
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const parts: T[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

test('a draft is the folder on disk: changed, new and deleted files, without ignored ones; nothing of the session changes', async () => {
  await using s = await scene();
  const clean = await s.draft();
  expect(clean).toMatchObject({ head: s.head, branch: 'main', uncommitted: [], omitted: [] });
  expect(clean.tree).toBe(await s.git('rev-parse', 'HEAD:docs'));

  await s.write('docs/a.md', 'a2\n');
  await s.write('docs/new/c.md', 'c\n');
  await s.write('docs/d.log', 'ignored');
  await s.write('src/x.ts', 'elsewhere');
  await rm(join(s.worktree, 'docs/b.md'));
  const before = await s.git('status', '--porcelain=v2');
  const { tree, uncommitted } = await s.draft();
  expect(await s.read(tree)).toEqual({ 'a.md': 'a2\n', 'new/c.md': 'c\n' });
  expect(uncommitted).toEqual(['a.md', 'b.md', 'new/c.md']);
  expect(await s.git('status', '--porcelain=v2')).toBe(before);
  // Nobody else can read it.
  await expect(sh(s.layout.bare, 'cat-file', '-e', tree ?? '')).rejects.toThrow();

  await s.git('checkout', '--', 'docs');
  await rm(join(s.worktree, 'docs/new'), { recursive: true });
  expect(await s.draft()).toMatchObject({ tree: clean.tree, uncommitted: [] });
});

test('it follows commits, staging, resets and switches', async () => {
  await using s = await scene();
  await s.write('docs/a.md', 'a2\n');
  const { tree } = await s.draft();
  await s.git('add', 'docs');
  expect(await s.draft()).toMatchObject({ tree, uncommitted: ['a.md'] });
  await s.git('commit', '-qm', 'second');
  expect(await s.draft()).toMatchObject({ tree, head: await s.git('rev-parse', 'HEAD'), uncommitted: [] });
  await s.git('reset', '-q', '--soft', 'HEAD~1');
  expect(await s.draft()).toMatchObject({ tree, head: s.head, uncommitted: ['a.md'] });
  await s.git('switch', '-q', '-c', 'feature/x');
  expect(await s.draft()).toMatchObject({ branch: 'feature/x' });
  await s.git('switch', '-q', '--detach');
  expect(await s.draft()).toMatchObject({ branch: null });
});

test('a save right after another one of the same size is seen', async () => {
  await using s = await scene();
  for (let turn = 0; turn < 20; turn += 1) {
    await s.write('docs/a.md', `${turn % 10}\n`);
    expect((await s.read((await s.draft()).tree))?.['a.md']).toBe(`${turn % 10}\n`);
  }
});

test('a conflict is in it as on disk, wherever it is', async () => {
  await using s = await scene();
  await s.git('switch', '-q', '-c', 'other');
  await s.write('docs/a.md', 'other\n');
  await s.write('src/x.ts', 'other\n');
  await s.git('commit', '-qam', 'other');
  await s.git('switch', '-q', 'main');
  await s.write('docs/a.md', 'main\n');
  await s.write('src/x.ts', 'main\n');
  await s.git('commit', '-qam', 'main');
  await s.git('merge', '-q', 'other').catch(() => {});
  const { tree } = await s.draft();
  expect((await s.read(tree))?.['a.md']).toMatch(/^<<<<<<< /);
  expect(await s.git('ls-files', '--unmerged')).toContain('docs/a.md');
});

test('what is too large or can’t be read is left out and named; the rest is there', async () => {
  await using s = await scene();
  await s.write('docs/film.mp4', '');
  await truncate(join(s.worktree, 'docs/film.mp4'), MOST_FILE_BYTES + 1);
  await s.write('docs/secret.md', 'x');
  await chmod(join(s.worktree, 'docs/secret.md'), 0);
  // A filter of the repository's would be a program of the session's, run where all sessions are seen.
  await s.write('docs/filtered.bin', 'x');
  await s.write('docs/.gitattributes', '*.bin filter=hostile\n');
  await s.git('config', 'filter.hostile.clean', 'false');
  await s.git('config', 'filter.hostile.required', 'true');
  await symlink('/etc/passwd', join(s.worktree, 'docs/link.md'));
  await sh(s.worktree, 'init', '-q', 'docs/nested');
  await s.write('docs/nested/a.md', 'x');
  await s.write('docs/c.md', 'c');
  const { tree, omitted } = await s.draft();
  const files = await s.read(tree);
  expect(files).toMatchObject({ 'c.md': 'c', 'link.md': '/etc/passwd', 'filtered.bin': 'x' });
  expect(Object.keys(files ?? {})).not.toContain('nested/a.md');
  expect(omitted).toContainEqual({ path: 'film.mp4', reason: 'too-large' });
  // Root reads everything.
  if (process.getuid?.() !== 0) expect(omitted).toContainEqual({ path: 'secret.md', reason: 'unreadable' });
});

test('a folder that is not there, one that is new, and names of every byte', async () => {
  await using s = await scene();
  expect(await s.draft('none')).toMatchObject({ tree: null, uncommitted: [] });
  await mkdir(join(s.worktree, 'none'));
  await writeFile(Buffer.concat([Buffer.from(`${s.worktree}/none/`), pathToBytes('\u{ef80} [a]*.md')]), 'x');
  expect(await s.draft('none')).toMatchObject({ uncommitted: ['\u{ef80} [a]*.md'] });
  await rm(join(s.worktree, 'none'), { recursive: true });
  await rm(join(s.worktree, 'docs'), { recursive: true });
  expect(await s.draft()).toMatchObject({ tree: null, uncommitted: ['a.md', 'b.md'] });
  expect((await s.draft('')).uncommitted).toEqual(['docs/a.md', 'docs/b.md']);
});

test('what it made goes when it has become much, and with the session; nothing is lost by it', async () => {
  await using s = await scene();
  const folder = s.layout.draft(s.id);
  await s.write('docs/a.md', 'a2\n');
  const { tree } = await s.draft();
  const crowded = join(folder, 'objects/00');
  await mkdir(crowded, { recursive: true });
  for (let each = 0; each < 50; each += 1) await writeFile(join(crowded, String(each).padStart(38, '0')), '');
  expect((await s.draft()).tree).toBe(tree);
  expect(await s.read(tree)).toMatchObject({ 'a.md': 'a2\n' });
  await s.drafts.remove(s.id);
  expect((await s.draft()).tree).toBe(tree);
  await removeWorktree(s.layout, s.id);
  await s.drafts.remove(s.id);
  expect(await readdir(s.layout.drafts)).toEqual([]);
  await expect(s.draft()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
