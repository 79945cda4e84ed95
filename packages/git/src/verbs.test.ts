import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToBytes } from '@craftastic/contract/git-path';
import { describe, expect, it } from 'vitest';
import { temporaryRepository } from '../test/repository.ts';
import { stageHunks, unstageHunks } from './apply-hunks.ts';
import { branches } from './branches.ts';
import { commit } from './commit.ts';
import { commitFiles } from './commit-files.ts';
import { diff } from './diff.ts';
import { discard, discardHunks, undoDiscard } from './discard.ts';
import { abort, continueOperation } from './finish.ts';
import { log } from './log.ts';
import { merge } from './merge.ts';
import { resolve } from './resolve.ts';
import { show } from './show.ts';
import { stage } from './stage.ts';
import { stash } from './stash.ts';
import { stashes } from './stashes.ts';
import { status } from './status.ts';
import { switchTo } from './switch.ts';
import { unstage } from './unstage.ts';

const LATIN1 = 'caf\uEFE9.txt';
const ODD_NAMES = ['a b.txt', 'it\'s "quoted".txt', 'new\nline.txt', '-dash.txt', ':(glob)*', 'ümlaut.txt', LATIN1];
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');
const shape = (changes: { group: string; kind: string; path: string }[]) =>
  changes.map((change) => `${change.group} ${change.kind} ${change.path}`);

describe('status and index', () => {
  it('stages, shows and unstages any file name, before and after the first commit', async () => {
    await using repository = await temporaryRepository();
    const { git, directory } = repository;
    const names = [...ODD_NAMES].sort();
    for (const name of names) {
      await writeFile(Buffer.concat([Buffer.from(`${directory}/`), pathToBytes(name)]), 'one\n');
    }
    expect((await status(git)).head).toBeNull();
    expect((await status(git)).changes.map((change) => change.path)).toEqual(names);
    await stage(git, { paths: names });
    expect(new Set((await status(git)).changes.map((change) => change.group))).toEqual(new Set(['staged']));
    await unstage(git, { paths: names });
    expect(new Set((await status(git)).changes.map((change) => change.group))).toEqual(new Set(['untracked']));
    for (const name of names) expect((await diff(git, name, false)).hunks[0]?.lines).toHaveLength(1);
    await stage(git, { all: true });
    await unstage(git, { all: true });
    await stage(git, { all: true });
    await commit(git, { message: 'first', amend: false });
    for (const name of names) {
      await writeFile(Buffer.concat([Buffer.from(`${directory}/`), pathToBytes(name)]), 'two\n');
      const { hunks } = await diff(git, name, false);
      expect(hunks[0]?.lines.map((line) => line.kind)).toEqual(['removed', 'added']);
      expect((await show(git, name, 'HEAD')).text).toBe('one\n');
      expect(await log(git, { limit: 5, skip: 0, path: name })).toMatchObject([
        { subject: 'first', file: { path: name, kind: 'added' } },
      ]);
    }
    await stage(git, { all: true });
    expect((await show(git, LATIN1, 'index')).text).toBe('two\n');
    await unstage(git, { paths: names });
    const { undoId } = await discard(git, names);
    expect((await status(git)).changes).toEqual([]);
    await undoDiscard(git, undoId);
    expect((await status(git)).changes.map((change) => change.path)).toEqual(names);
  });

  it('unstages a rename with both of its names', async () => {
    await using repository = await temporaryRepository({ 'old.txt': lines(1, 20) });
    await repository.sh('mv', 'old.txt', 'new.txt');
    const [change] = (await status(repository.git)).changes;
    expect(change).toEqual({ path: 'new.txt', originalPath: 'old.txt', group: 'staged', kind: 'renamed' });
    await unstage(repository.git, { paths: ['new.txt'] });
    expect(shape((await status(repository.git)).changes)).toEqual([
      'unstaged deleted old.txt',
      'untracked added new.txt',
    ]);
  });
});

describe('hunks', () => {
  const before = lines(1, 30);
  const after = before.replace('line 2\n', 'line two\n').replace('line 28\n', 'line 28\nline 28b\n');

  it('stages, unstages and discards one hunk, with a way back', async () => {
    await using repository = await temporaryRepository({ 'a.txt': before });
    const { git } = repository;
    await repository.write('a.txt', after);
    const first = await diff(git, 'a.txt', false);
    expect(first.hunks).toHaveLength(2);
    await stageHunks(git, { path: 'a.txt', diffId: first.diffId, hunks: [1] });
    expect((await show(git, 'a.txt', 'index')).text).toBe(before.replace('line 28\n', 'line 28\nline 28b\n'));
    await expect(stageHunks(git, { path: 'a.txt', diffId: first.diffId, hunks: [0] })).rejects.toMatchObject({
      code: 'GIT_DIFF_CHANGED',
    });
    const staged = await diff(git, 'a.txt', true);
    await unstageHunks(git, { path: 'a.txt', diffId: staged.diffId, hunks: [0] });
    expect((await show(git, 'a.txt', 'index')).text).toBe(before);
    const again = await diff(git, 'a.txt', false);
    const { undoId } = await discardHunks(git, { path: 'a.txt', diffId: again.diffId, hunks: [0] });
    const file = join(repository.directory, 'a.txt');
    expect(await readFile(file, 'utf8')).toBe(before.replace('line 28\n', 'line 28\nline 28b\n'));
    await undoDiscard(git, undoId);
    expect(await readFile(file, 'utf8')).toBe(after);
  });

  it('keeps bytes that are no UTF-8, CRLF and a missing last newline', async () => {
    const bytes = (text: string) => Buffer.from(text, 'latin1');
    await using repository = await temporaryRepository();
    const { git } = repository;
    const old = `\xe9 1\r\n${lines(2, 20)}last \xff`;
    await repository.write('a.txt', bytes(old));
    await repository.commitAll('first');
    const changed = old.replace('\xe9 1', '\xe8 1').replace('last \xff', 'last \xfe');
    await repository.write('a.txt', bytes(changed));
    const { diffId, hunks } = await diff(git, 'a.txt', false);
    expect(hunks).toHaveLength(2);
    await stageHunks(git, { path: 'a.txt', diffId, hunks: [0, 1] });
    const { stdout } = await git.run(['cat-file', 'blob', ':a.txt']);
    expect(stdout.equals(bytes(changed))).toBe(true);
  });

  it('stages part of an edited rename without undoing the rename', async () => {
    await using repository = await temporaryRepository({ 'old.txt': before });
    const { git } = repository;
    await repository.sh('mv', 'old.txt', 'new.txt');
    await repository.write('new.txt', after);
    await stage(git, { all: true });
    const { diffId, originalPath, hunks } = await diff(git, 'new.txt', true);
    expect([originalPath, hunks.length]).toEqual(['old.txt', 2]);
    await unstageHunks(git, { path: 'new.txt', diffId, hunks: [0] });
    expect((await show(git, 'new.txt', 'index')).text).toBe(before.replace('line 28\n', 'line 28\nline 28b\n'));
    expect((await show(git, 'old.txt', 'index')).exists).toBe(false);
  });

  it('stages an untracked file by its hunk', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    await repository.write('dir/new.txt', 'one\ntwo\n');
    const { diffId } = await diff(repository.git, 'dir/new.txt', false);
    await stageHunks(repository.git, { path: 'dir/new.txt', diffId, hunks: [0] });
    expect(shape((await status(repository.git)).changes)).toEqual(['staged added dir/new.txt']);
  });
});

describe('discard', () => {
  it('brings back deleted, changed, untracked and linked files, and refuses to overwrite newer work', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n', 'gone.txt': 'gone\n', 'run.sh': 'run\n' });
    const { git, directory } = repository;
    await repository.write('a.txt', 'changed\n');
    await rm(join(directory, 'gone.txt'));
    await chmod(join(directory, 'run.sh'), 0o755);
    await repository.write('dir/new.txt', 'new\n');
    const before = (await status(git)).changes;
    const { undoId } = await discard(git, ['a.txt', 'gone.txt', 'run.sh', 'dir']);
    expect((await status(git)).changes).toEqual([]);
    expect(await readFile(join(directory, 'gone.txt'), 'utf8')).toBe('gone\n');
    await repository.write('a.txt', 'newer\n');
    await expect(undoDiscard(git, undoId)).rejects.toMatchObject({ code: 'FILE_CHANGED', data: { path: 'a.txt' } });
    expect(await readFile(join(directory, 'a.txt'), 'utf8')).toBe('newer\n');
    await repository.write('a.txt', 'a\n');
    await undoDiscard(git, undoId);
    expect((await status(git)).changes).toEqual(before);
    await expect(undoDiscard(git, undoId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(undoDiscard(git, '../../etc')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('commit', () => {
  it('keeps lines that look like comments, amends, and says what is missing', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    const { git } = repository;
    await expect(commit(git, { message: 'x', amend: false })).rejects.toMatchObject({ code: 'GIT_NOTHING_TO_COMMIT' });
    await expect(commit(git, { message: ' ', amend: false })).rejects.toMatchObject({ code: 'GIT_MESSAGE_EMPTY' });
    await repository.write('a.txt', 'b\n');
    await stage(git, { all: true });
    const made = await commit(git, { message: '#1 fixed\n\n- body\n# more', amend: false });
    expect(made.subject).toBe('#1 fixed');
    const [last] = await log(git, { limit: 1, skip: 0 });
    expect(last).toMatchObject({ id: made.id, body: '- body\n# more', pushed: false, refs: ['HEAD', 'main'] });
    expect(await commitFiles(git, made.id)).toEqual([{ path: 'a.txt', kind: 'modified' }]);
    await commit(git, { message: '', amend: true });
    expect((await log(git, { limit: 1, skip: 0 }))[0]?.subject).toBe('#1 fixed');
  });

  it('tells the history of a file through its renames, and what each commit did to it', async () => {
    await using repository = await temporaryRepository({ 'old.txt': lines(1, 20), 'other.txt': 'x\n' });
    const { git } = repository;
    await repository.sh('mv', 'old.txt', 'new name.txt');
    await repository.commitAll('Rename');
    await repository.write('other.txt', 'y\n');
    await repository.commitAll('Another file');
    await repository.write('new name.txt', `${lines(1, 20)}more\n`);
    await repository.commitAll('Change');
    const file = { path: 'new name.txt' };
    const history = await log(git, { limit: 9, skip: 0, ...file });
    expect(history.map(({ subject, file }) => [subject, file])).toEqual([
      ['Change', { ...file, kind: 'modified' }],
      ['Rename', { ...file, originalPath: 'old.txt', kind: 'renamed' }],
      [expect.anything(), { path: 'old.txt', kind: 'added' }],
    ]);
    expect(await log(git, { limit: 1, skip: 2, ...file })).toEqual(history.slice(2));
  });

  it('gives an empty commit another message, and leaves undoing the whole of one to a reset', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    const { git } = repository;
    await git.run(['commit', '--quiet', '--allow-empty', '-m', 'wrog'], { write: true });
    expect(await commit(git, { message: 'right', amend: true })).toMatchObject({ subject: 'right' });
    await repository.write('a.txt', 'b\n');
    await stage(git, { all: true });
    await commit(git, { message: 'change', amend: false });
    await repository.write('a.txt', 'a\n');
    await stage(git, { all: true });
    await expect(commit(git, { message: 'change', amend: true })).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });

  it('gives hooks an environment in which git works as usual', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    const hook = join(repository.directory, '.git/hooks/pre-commit');
    await writeFile(hook, "#!/bin/sh\ngit diff --cached --name-only -- '*.txt' >> seen\n");
    await chmod(hook, 0o755);
    await repository.write('dir/b.txt', 'b\n');
    await stage(repository.git, { paths: ['dir/b.txt'] });
    await commit(repository.git, { message: 'x', amend: false });
    expect(await readFile(join(repository.directory, 'seen'), 'utf8')).toBe('dir/b.txt\n');
  });

  it('names the hook that stopped it, with its output, and tells a missing identity from that', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    const hook = join(repository.directory, '.git/hooks/commit-msg');
    await writeFile(hook, '#!/bin/sh\necho "no ticket in the message" >&2\ngit status >/dev/null\nexit 3\n');
    await chmod(hook, 0o755);
    await repository.write('a.txt', 'b\n');
    await stage(repository.git, { all: true });
    await expect(commit(repository.git, { message: 'x', amend: false })).rejects.toMatchObject({
      code: 'GIT_HOOK_FAILED',
      data: { hook: 'commit-msg', output: 'no ticket in the message' },
    });
    await rm(hook);
    const nobody = repository.git.with({ GIT_AUTHOR_NAME: '', GIT_COMMITTER_NAME: '' }, [
      ['user.useConfigOnly', 'true'],
    ]);
    await expect(commit(nobody, { message: 'x', amend: false })).rejects.toMatchObject({
      code: 'GIT_IDENTITY_MISSING',
    });
    await writeFile(join(repository.directory, '.git/index.lock'), '');
    await expect(commit(repository.git, { message: 'x', amend: false })).rejects.toMatchObject({
      code: 'GIT_INDEX_LOCKED',
    });
  });
});

describe('branches and merges', () => {
  it('refuses branch names that are options or expressions', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    for (const branch of ['--upload-pack=x', '-f', 'a..b', '@{-1}', 'a b', 'x.lock', 'HEAD', 'a\nb']) {
      await expect(switchTo(repository.git, { branch, create: true })).rejects.toMatchObject({
        code: 'BRANCH_INVALID',
      });
    }
    await expect(switchTo(repository.git, { branch: 'none', create: false })).rejects.toMatchObject({
      code: 'BRANCH_NOT_FOUND',
    });
  });

  it('creates and switches, and says which session has a branch', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    const { git } = repository;
    await switchTo(git, { branch: 'feature/ü', create: true });
    await expect(switchTo(git, { branch: 'feature/ü', create: true })).rejects.toMatchObject({ code: 'BRANCH_EXISTS' });
    await repository.sh('worktree', 'add', '--quiet', join(repository.path, 'abc123abc123'), 'main');
    await expect(switchTo(git, { branch: 'main', create: false })).rejects.toMatchObject({ code: 'BRANCH_IN_USE' });
    const inSession = git.in(join(repository.path, 'abc123abc123'));
    await expect(switchTo(inSession, { branch: 'feature/ü', create: false })).rejects.toMatchObject({
      code: 'BRANCH_IN_USE',
      data: { branch: 'feature/ü' },
    });
    const list = await branches(git);
    expect(list.map((b) => [b.name, b.current, b.checkedOutElsewhere]).sort()).toEqual([
      ['feature/ü', true, false],
      ['main', false, true],
    ]);
  });

  it('says which files a switch or merge would overwrite', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    const { git } = repository;
    await switchTo(git, { branch: 'other', create: true });
    await repository.write('a.txt', 'other\n');
    await repository.commitAll('other');
    await switchTo(git, { branch: 'main', create: false });
    await repository.write('a.txt', 'mine\n');
    const refused = { code: 'GIT_WOULD_OVERWRITE', data: { paths: ['a.txt'] } };
    await expect(switchTo(git, { branch: 'other', create: false })).rejects.toMatchObject(refused);
    await expect(merge(git, 'other')).rejects.toMatchObject(refused);
  });

  it.each(['ours', 'theirs', 'worktree'] as const)(
    'stops at conflicts, resolves with %s, and goes on',
    async (take) => {
      await using repository = await temporaryRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
      const { git } = repository;
      await switchTo(git, { branch: 'other', create: true });
      await repository.write('a.txt', 'theirs\n');
      await rm(join(repository.directory, 'b.txt'));
      await repository.commitAll('other');
      await switchTo(git, { branch: 'main', create: false });
      await repository.write('a.txt', 'ours\n');
      await repository.write('b.txt', 'ours\n');
      await repository.commitAll('main');
      await expect(merge(git, 'other')).rejects.toMatchObject({
        code: 'GIT_CONFLICTS',
        data: { paths: ['a.txt', 'b.txt'] },
      });
      const { operation, changes } = await status(git);
      expect(operation).toBe('merge');
      expect(changes.map((change) => [change.path, change.conflict])).toEqual([
        ['a.txt', 'both modified'],
        ['b.txt', 'deleted by them'],
      ]);
      await expect(merge(git, 'other')).rejects.toMatchObject({ code: 'GIT_OPERATION_IN_PROGRESS' });
      await expect(continueOperation(git)).rejects.toMatchObject({ code: 'GIT_CONFLICTS' });
      await expect(commit(git, { message: 'x', amend: false })).rejects.toMatchObject({ code: 'GIT_CONFLICTS' });
      expect((await show(git, 'a.txt', 'theirs')).text).toBe('theirs\n');
      await repository.write('a.txt', 'both\n');
      await resolve(git, 'a.txt', take);
      await resolve(git, 'b.txt', take);
      await continueOperation(git);
      expect((await status(git)).operation).toBeNull();
      expect((await show(git, 'a.txt', 'HEAD')).text).toBe(`${take === 'worktree' ? 'both' : take}\n`);
      expect((await show(git, 'b.txt', 'HEAD')).exists).toBe(take !== 'theirs');
      expect((await log(git, { limit: 1, skip: 0 }))[0]?.subject).toBe("Merge branch 'other'");
    },
  );

  it('aborts a merge', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    await repository.sh('switch', '--quiet', '--create', 'other');
    await repository.write('a.txt', 'theirs\n');
    await repository.commitAll('other');
    await repository.sh('switch', '--quiet', 'main');
    await repository.write('a.txt', 'ours\n');
    await repository.commitAll('main');
    await expect(merge(repository.git, 'other')).rejects.toMatchObject({ code: 'GIT_CONFLICTS' });
    await abort(repository.git);
    expect((await status(repository.git)).changes).toEqual([]);
    await expect(abort(repository.git)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('stash', () => {
  it('takes untracked files too, and gives them back', async () => {
    await using repository = await temporaryRepository({ 'a.txt': 'a\n' });
    const { git } = repository;
    await repository.write('a.txt', 'b\n');
    await repository.write('dir/new.txt', 'new\n');
    await stash(git, { action: 'push', message: '--all of it' });
    expect((await status(git)).changes).toEqual([]);
    expect((await stashes(git)).map((entry) => entry.message)).toEqual(['On main: --all of it']);
    expect((await status(git)).stashes).toBe(1);
    await stash(git, { action: 'pop', index: 0 });
    expect(shape((await status(git)).changes)).toEqual(['unstaged modified a.txt', 'untracked added dir/new.txt']);
    await expect(stash(git, { action: 'drop', index: 0 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
