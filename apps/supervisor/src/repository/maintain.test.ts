import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@craftastic/contract/ids';
import { expect, it } from 'vitest';
import { finish, sh, TEST_ENVIRONMENT, temporaryFolder } from '../../../../packages/git/test/repository.ts';
import { addWorktree } from './add-worktree.ts';
import { createHosted } from './create-hosted.ts';
import { followOrigin } from './follow-origin.ts';
import { Layout } from './layout.ts';
import { maintain } from './maintain.ts';

const ORIGIN = 'http://127.0.0.1:3000/git/x.git';

async function hosted() {
  const folder = await temporaryFolder();
  const layout = new Layout({ repositoryDirectory: folder.path, environment: TEST_ENVIRONMENT });
  await createHosted(layout, { url: ORIGIN, name: 'x', author: { name: 'Bob', email: 'b@x.y' } });
  return { layout, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

it('follows the address of a hosted repository, and changes nothing where there is no repository', async () => {
  await using folder = await temporaryFolder();
  await followOrigin(new Layout({ repositoryDirectory: folder.path, environment: TEST_ENVIRONMENT }), ORIGIN);
  await using s = await hosted();
  await followOrigin(s.layout, 'http://127.0.0.1:4000/git/x.git');
  expect(await sh(s.layout.bare, 'config', 'remote.origin.url')).toBe('http://127.0.0.1:4000/git/x.git');
});

it('packs what has piled up, and keeps what a session has only staged', async () => {
  await using s = await hosted();
  const sessionId = newId();
  await finish(addWorktree(s.layout, { sessionId, branch: 'main' }, undefined));
  const worktree = s.layout.worktree(sessionId);
  await writeFile(join(worktree, 'staged.txt'), 'nowhere else\n');
  await sh(worktree, 'add', 'staged.txt');
  const blob = await sh(worktree, 'rev-parse', ':staged.txt');
  // Git guesses how many loose objects there are by those whose id begins with 17.
  for (const content of contentsOfFolder17(2)) {
    await writeFile(join(s.layout.root, 'loose'), content);
    await sh(s.layout.bare, 'hash-object', '-w', join(s.layout.root, 'loose'));
  }
  await maintain(s.layout, { looseObjects: 1 });
  expect(await sh(worktree, 'cat-file', '-p', blob)).toBe('nowhere else');
  expect(await sh(worktree, 'status', '--porcelain')).toBe('A  staged.txt');
  expect(/^in-pack: ([1-9]\d*)/m.test(await sh(s.layout.bare, 'count-objects', '-v'))).toBe(true);
});

function contentsOfFolder17(wanted: number): string[] {
  const found: string[] = [];
  for (let number = 0; found.length < wanted; number += 1) {
    const content = String(number);
    const id = createHash('sha1').update(`blob ${content.length}\0${content}`).digest('hex');
    if (id.startsWith('17')) found.push(content);
  }
  return found;
}
