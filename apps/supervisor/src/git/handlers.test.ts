import { readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '@craftastic/contract/progress';
import { each } from '@craftastic/git/each';
import { call } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { TEST_ENVIRONMENT, temporaryRepository } from '../../../../packages/git/test/repository.ts';
import { gitHandlers } from './handlers.ts';
import { sessionGit } from './session-git.ts';
import { StatusKeeper } from './status-keeper.ts';
import { Turns } from './turns.ts';

const sessionId = 'abcdefabcdef';

async function scene(files: Record<string, string> = { 'a.txt': 'a\n' }) {
  const repository = await temporaryRepository(files);
  const statusKeeper = new StatusKeeper({ git: sessionGit(repository.directory, TEST_ENVIRONMENT) });
  const handlers = gitHandlers({
    workspace: repository.directory,
    environment: TEST_ENVIRONMENT,
    statusKeeper,
    activity: () => {},
  });
  return { ...repository, handlers };
}

const nobody = { context: { author: null } };
const bob = { context: { author: { name: 'Bob', email: 'bob@example.com' } } };

describe('gitHandlers', () => {
  it('commits as the caller, and the status is current at once', async () => {
    await using repository = await scene();
    const { handlers, write, sh } = repository;
    await write('a.txt', 'b\n');
    await call(handlers.stage, { sessionId, all: true }, nobody);
    expect(await call(handlers.status, { sessionId }, nobody)).toMatchObject({
      total: 1,
      changes: [{ group: 'staged' }],
    });
    await call(handlers.commit, { sessionId, message: 'x' }, bob);
    expect(await call(handlers.status, { sessionId }, nobody)).toMatchObject({ total: 0 });
    expect(await sh('log', '-1', '--format=%an %cn')).toBe('Bob Bob');
  });

  it('fails with the contract’s codes, data and statuses, also while streaming', async () => {
    await using repository = await scene();
    const { handlers } = repository;
    await expect(call(handlers.commit, { sessionId, message: 'x' }, nobody)).rejects.toMatchObject({
      code: 'GIT_NOTHING_TO_COMMIT',
      status: 409,
      defined: true,
    });
    await expect(call(handlers.switch, { sessionId, branch: '--orphan', create: true }, nobody)).rejects.toMatchObject({
      code: 'BRANCH_INVALID',
      data: { branch: '--orphan' },
      defined: true,
    });
    const stream = await call(handlers.pull, { sessionId }, nobody);
    const read = async () => {
      const steps: Progress[] = [];
      for await (const step of stream) steps.push(step);
    };
    await expect(read()).rejects.toMatchObject({ code: 'GIT_NO_UPSTREAM', status: 409 });
  });

  it('gets past a lock that is held for a moment, and one that a killed git left', async () => {
    await using repository = await scene();
    const { handlers, directory, write } = repository;
    const lock = join(directory, '.git/index.lock');
    await write('a.txt', 'b\n');
    await writeFile(lock, '');
    const staged = call(handlers.stage, { sessionId, all: true }, nobody);
    await rm(lock);
    await staged;
    await writeFile(lock, '');
    await utimes(lock, 0, 0);
    await call(handlers.unstage, { sessionId, all: true }, nobody);
    expect(await readdir(join(directory, '.git'))).not.toContain('index.lock');
  });

  it('takes 10,000 changed files', async () => {
    await using repository = await scene();
    const { handlers, write } = repository;
    const paths = Array.from({ length: 10_050 }, (_, i) => `dir ${i % 40}/"file" ${i}.txt`);
    await each(paths, (path) => write(path, path));
    const status = await call(handlers.status, { sessionId }, nobody);
    expect([status.total, status.changes.length]).toEqual([10_050, 10_000]);
    await call(handlers.stage, { sessionId, paths }, nobody);
    expect((await call(handlers.status, { sessionId }, nobody)).changes[0]?.group).toBe('staged');
    await call(handlers.unstage, { sessionId, paths }, nobody);
    const some = paths.slice(0, 1_000);
    const { undoId } = await call(handlers.discard, { sessionId, paths: some }, nobody);
    expect((await call(handlers.status, { sessionId }, nobody)).total).toBe(9_050);
    await call(handlers.undoDiscard, { sessionId, undoId }, nobody);
    expect((await call(handlers.status, { sessionId }, nobody)).total).toBe(10_050);
  }, 60_000);
});

describe('Turns', () => {
  it('lets one work at a time, in order, past failures and readers that leave', async () => {
    const turns = new Turns();
    const log: string[] = [];
    async function* steps() {
      log.push('stream starts');
      try {
        yield 1;
        yield 2;
      } finally {
        log.push('stream ends');
      }
    }
    const stream = turns.stream(steps);
    await stream.next();
    const failing = turns.take(() => Promise.reject(new Error('no')));
    const last = turns.take(async () => log.push('last'));
    expect(log).toEqual(['stream starts']);
    await stream.return(undefined as never);
    await expect(failing).rejects.toThrow('no');
    await last;
    expect(log).toEqual(['stream starts', 'stream ends', 'last']);
  });
});
