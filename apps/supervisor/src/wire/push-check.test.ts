import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RefRules } from '@craftastic/contract/ref-rules';
import { expect, it } from 'vitest';
import { sh } from '../../../../packages/git/test/repository.ts';
import { wireScene } from '../../test/wire-scene.ts';

const MEBIBYTE = 1024 * 1024;

/** A repository with `main` and `feature` pushed, and a clone to push from. */
async function scene(rules: Partial<RefRules>) {
  const s = await wireScene(rules);
  const git = (...args: string[]) => sh(join(s.path, 'work'), ...args);
  await sh(s.path, 'clone', '--quiet', s.url, 'work');
  const commit = async (name: string, content: string | Uint8Array) => {
    await writeFile(join(s.path, 'work', name), content);
    await git('add', '.');
    await git('commit', '--quiet', '--message', name);
  };
  await git('switch', '--quiet', '-c', 'main');
  await commit('a.txt', 'a\n');
  await commit('b.txt', 'b\n');
  await git('push', '--quiet', 'origin', 'main', 'main:feature');
  return {
    ...s,
    git,
    commit,
    /** What a refused push tells its person; throws where it is taken. */
    async refused(...args: string[]): Promise<string> {
      const said = await git('push', ...args).catch((error: { stderr: string }) => error.stderr);
      if (!said.includes('error:')) throw new Error('the push was taken');
      return said;
    },
    heads: () => sh(s.repository, 'for-each-ref', '--format=%(refname:short) %(objectname)'),
  };
}

it('refuses to force or delete a protected branch, says so in the terminal, and takes what goes forward', async () => {
  await using s = await scene({ protectedBranches: ['main'] });
  const before = await s.heads();
  await s.git('reset', '--quiet', '--hard', 'HEAD~1');
  await s.commit('c.txt', 'c\n');
  expect(await s.refused('--force', 'origin', 'main')).toContain(
    'remote: main is protected: it takes no force push. Merge or rebase onto it first.',
  );
  expect(await s.refused('origin', '--delete', 'feature', 'main')).toContain(
    'remote: main is protected: it can’t be deleted.',
  );
  expect(await s.heads()).toBe(before);

  await s.git('push', '--quiet', '--force', 'origin', 'main:feature');
  await s.git('pull', '--quiet', '--rebase', 'origin', 'main');
  await s.git('push', '--quiet', 'origin', 'main');
  expect(await s.heads()).toContain(`main ${await s.git('rev-parse', 'main')}`);
});

it('takes no push to a locked branch, and none of a push that has one', async () => {
  await using s = await scene({ lockedBranches: ['release/**'] });
  const before = await s.heads();
  await s.commit('c.txt', 'c\n');
  const said = await s.refused('origin', 'main', 'main:release/1/x');
  expect(said).toContain('remote: release/1/x is locked: it takes no push. Push to another branch.');
  expect(await s.heads()).toBe(before);
  await s.git('push', '--quiet', 'origin', 'main');
});

it('refuses a file above the limit by its path, and drops what came with it', async () => {
  await using s = await scene({ maxObjectBytes: MEBIBYTE });
  await s.commit('small.bin', randomBytes(MEBIBYTE));
  await s.git('push', '--quiet', 'origin', 'main');
  await s.commit('large.bin', randomBytes(MEBIBYTE * 1.5));
  expect(await s.refused('origin', 'main')).toContain(
    'remote: large.bin has 1.5 MB; this repository takes 1 MB a file.',
  );
  const large = await s.git('rev-parse', 'HEAD:large.bin');
  await expect(sh(s.repository, 'cat-file', '-e', large)).rejects.toThrow();
});

it('refuses a push above the limit, after the pusher has sent it whole', async () => {
  await using s = await scene({ maxPackBytes: MEBIBYTE });
  await s.commit('large.bin', randomBytes(MEBIBYTE * 8));
  const said = await s.refused('origin', 'main');
  expect(said).toContain('remote: fatal: pack exceeds maximum allowed size');
});

it('refuses objects that are broken', async () => {
  await using s = await scene({});
  const tree = await s.git('rev-parse', 'HEAD^{tree}');
  const text = `tree ${tree}\nauthor nobody\ncommitter nobody\n\nbroken\n`;
  await writeFile(join(s.path, 'commit'), text);
  const broken = await s.git('hash-object', '-t', 'commit', '-w', '--literally', join(s.path, 'commit'));
  expect(await s.refused('origin', `${broken}:refs/heads/broken`)).toContain('missingEmail');
});

it('takes all refs or none with --atomic', async () => {
  await using s = await scene({});
  const before = await s.heads();
  await s.git('switch', '--quiet', '--orphan', 'other');
  await s.commit('other.txt', 'other\n');
  const said = await s.refused('--atomic', 'origin', 'other', 'other:main');
  expect(said).toMatch(/atomic (push|transaction) failed/);
  expect(await s.heads()).toBe(before);
});

it('lets one of two pushes of the same branch win, and tells the other', async () => {
  await using s = await scene({});
  const commits: string[] = [];
  for (const name of ['one', 'two']) {
    await s.git('switch', '--quiet', '-C', name, 'origin/main');
    await s.commit(`${name}.txt`, name);
    commits.push(await s.git('rev-parse', 'HEAD'));
  }
  const results = await Promise.allSettled(commits.map((commit) => s.git('push', 'origin', `${commit}:main`)));
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const lost = results.find((result) => result.status === 'rejected');
  expect(lost?.reason.stderr).toMatch(/rejected/);
  const winner = commits[results.findIndex(({ status }) => status === 'fulfilled')];
  expect(await sh(s.repository, 'rev-parse', 'main')).toBe(winner);
});

it('takes a thousand branches in one push, and refuses a thousand with a few words', async () => {
  await using s = await scene({ lockedBranches: ['locked/*'] });
  const refs = (prefix: string) => Array.from({ length: 1000 }, (_, at) => `HEAD:refs/heads/${prefix}/${at}`);
  await s.commit('c.txt', 'c\n');
  await s.git('push', '--quiet', 'origin', ...refs('many'));
  expect((await s.heads()).split('\n')).toHaveLength(1002);
  expect(await s.refused('origin', ...refs('locked'))).toContain('remote: … and 990 more.');
});
