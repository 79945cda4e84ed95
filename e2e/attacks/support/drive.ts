import { sh } from '@craftastic/git/test/repository';
import { vi } from 'vitest';
import { settled } from '../../support/craftastic.ts';
import type { Ground, Target } from './ground.ts';

let made = 0;

/**
 * Everything that the git panel, the editor and the search ask of a session. What fails, fails: an attack may well break
 * its own session, and nothing else.
 */
export async function drivePanel({ client }: Ground, { sessionId }: Target): Promise<void> {
  const path = 'README.md';
  const message = 'Under attack';
  const calls: (() => Promise<unknown>)[] = [
    () => client.git.status({ sessionId }),
    () => client.git.diff({ sessionId, path }),
    () => client.git.show({ sessionId, path, revision: 'HEAD' }),
    () => client.git.log({ sessionId }),
    () => client.git.branches({ sessionId }),
    () => client.git.stashes({ sessionId }),
    () => client.git.stage({ sessionId, all: true }),
    () => client.git.diff({ sessionId, path, staged: true }),
    () => client.git.unstage({ sessionId, all: true }),
    () => client.git.stash({ sessionId, action: 'push' }),
    () => client.git.stash({ sessionId, action: 'pop', index: 0 }),
    () => client.git.stage({ sessionId, all: true }),
    () => client.git.commit({ sessionId, message }),
    async () => drain(await client.git.fetch({ sessionId })),
    async () => drain(await client.git.pull({ sessionId, strategy: 'merge' })),
    async () => drain(await client.git.push({ sessionId })),
    () => client.git.switch({ sessionId, branch: `panel-${++made}`, create: true }),
    () => client.files.list({ sessionId }),
    () => client.files.find({ sessionId, query: 'read' }),
    async () => drain(await client.search({ sessionId, query: 'Target' })),
  ];
  for (const call of calls) await call().catch(() => {});
}

/**
 * Everything that the server does with a repository by itself: a new commit of the host is fetched, its branches are
 * listed, its content becomes Things, a further session is checked out, and removing one asks what would be lost.
 */
export async function driveSync(ground: Ground, target: Target): Promise<void> {
  const { client } = ground;
  const { environmentId, sessionId } = target;
  await commitOnHost(ground, target).catch(() => {});
  const ns = `https://sync-${++made}.example`;
  const calls: (() => Promise<unknown>)[] = [
    () => client.environments.fetch({ id: environmentId }),
    () => client.environments.branches({ id: environmentId }),
    () => client.bindings.create({ ns, environmentId, defaultBranch: 'main' }),
    () => client.bindings.sync({ ns }),
    () =>
      vi.waitFor(
        async () => {
          const [context] = await client.bindings.branches({ ns });
          if (context?.syncStatus === 'pending') throw new Error('not yet');
        },
        { timeout: 20_000, interval: 200 },
      ),
    async () => {
      const { id } = await client.sessions.create({ environmentId, branch: `sync-${made}`, base: 'main' });
      await settled(client, id);
      await client.sessions.remove({ id, force: true });
    },
    // Not by force: whether work would be lost is the question that makes the server look into the worktree.
    () => client.sessions.remove({ id: sessionId }),
  ];
  for (const call of calls) await call().catch(() => {});
}

/** A commit by somebody else, so that a fetch has something to bring. Nothing of the attack has been to that host. */
async function commitOnHost(ground: Ground, { url }: Target): Promise<void> {
  if (!url.startsWith(ground.remote.origin)) return;
  const directory = ground.remote.directoryOf(new URL(url).pathname.slice(1).replace(/\.git$/, ''));
  const commit = await sh(directory, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'Elsewhere');
  await sh(directory, 'update-ref', 'refs/heads/main', commit);
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
