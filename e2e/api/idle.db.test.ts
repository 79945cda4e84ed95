import { startGitServer } from '@craftastic/git/test/git-server';
import { expect, test } from 'vitest';
import { Craftastic, ready, settled } from '../support/craftastic.ts';

// In a file of its own, beside the others: the shortest idle time there is has to pass.
test('a session that nobody uses is stopped after its environment’s idle time, one that computes is not', async () => {
  await using remote = await startGitServer();
  await using craftastic = await Craftastic.start();
  const client = craftastic.client();
  const { url } = await remote.createRepository('idle', { 'a.txt': 'a\n' });
  const { id: environmentId } = await ready(client, (await client.environments.create({ url })).id);
  await client.environments.update({ id: environmentId, idleMinutes: 1 });
  const idle = await settled(client, (await client.sessions.create({ environmentId, branch: 'main' })).id);
  const busy = await settled(
    client,
    (await client.sessions.create({ environmentId, branch: 'busy', base: 'main' })).id,
  );
  // A third of a core is enough to be busy, and leaves the rest to the tests beside.
  const command = "while :; do timeout 0.3 sh -c 'while :; do :; done'; sleep 0.6; done";
  await client.terminals.create({ sessionId: busy.id, command });
  expect(await settled(client, idle.id, ['stopped'])).toMatchObject({ status: 'stopped' });
  expect(await client.sessions.get({ id: busy.id })).toMatchObject({ status: 'running' });
}, 240_000);
