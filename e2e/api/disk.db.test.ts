import { expect, test } from 'vitest';
import { Craftastic, ready, settled } from '../support/craftastic.ts';

test('of two sessions the one that fills the disk is stopped, and says so; the other goes on', async () => {
  // More than any disk has: it is as if the last gigabyte had been reached.
  await using craftastic = await Craftastic.start({ CRAFTASTIC_DISK_RESERVE_MB: '1000000000' });
  const client = craftastic.client();
  const { id: environmentId } = await ready(client, (await client.environments.create({ name: 'Full' })).id);
  const open = async (branch: string, base?: string) =>
    (await settled(client, (await client.sessions.create({ environmentId, branch, base })).id)).id;
  const [greedy, modest] = [await open('main'), await open('modest', 'main')];
  await client.terminals.create({ sessionId: greedy, command: 'head -c 300M /dev/zero > filled' });
  const stopped = await settled(client, greedy, ['error']);
  expect(stopped.error).toMatchObject({ code: 'DISK_RESERVE_REACHED' });
  expect((await client.sessions.get({ id: modest })).status).toBe('running');
  // What it wrote is there, to be looked through and removed.
  await client.sessions.start({ id: greedy });
  await settled(client, greedy, ['running', 'error']);
});
