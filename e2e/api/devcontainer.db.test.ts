import { startGitServer } from '@craftastic/git/test/git-server';
import { expect, test, vi } from 'vitest';
import { type Client, Craftastic, ready, settled } from '../support/craftastic.ts';

const DEVCONTAINER = `// As many write it.
{
  "containerEnv": { "FROM_FILE": "file", "BOTH": "file" },
  "postCreateCommand": "printenv FROM_FILE BOTH > made.txt",
  "postAttachCommand": { "server": "npm start" },
  "forwardPorts": [4321],
  "image": "node:24",
  "features": { "ghcr.io/devcontainers/features/go:1": {} },
  "remoteUser": "node",
}`;

const read = async (client: Client, sessionId: string, path: string) =>
  (await client.files.read({ sessionId, path }).catch(() => null))?.text ?? null;

test('a devcontainer.json sets sessions up where the environment lets it, and only there', async () => {
  await using remote = await startGitServer();
  await using craftastic = await Craftastic.start();
  const client = craftastic.client();
  const { url } = await remote.createRepository('app', { '.devcontainer/devcontainer.json': DEVCONTAINER });
  const { id: environmentId } = await ready(client, (await client.environments.create({ url })).id);
  const start = async (branch: string) =>
    (await settled(client, (await client.sessions.create({ environmentId, branch, base: 'main' })).id)).id;

  const without = await start('without');
  expect(await read(client, without, 'made.txt')).toBeNull();
  expect((await client.sessions.get({ id: without })).unusedKeys).toEqual([]);
  expect(await client.devServer.state({ sessionId: without })).toMatchObject({
    command: 'npm start',
    source: 'devcontainer',
    port: 4321,
    running: false,
  });

  const variables = [{ name: 'BOTH', value: 'settings', secret: false }];
  await client.environments.update({ id: environmentId, useDevcontainer: true, variables });
  const with_ = await start('with');
  await vi.waitFor(async () => expect(await read(client, with_, 'made.txt')).toBe('file\nsettings\n'), 30_000);

  // The local runtime has no images.
  expect((await client.sessions.get({ id: with_ })).unusedKeys).toEqual(['image', 'remoteUser', 'features']);

  // A person's setting is told to what runs already.
  await client.environments.update({ id: environmentId, devCommand: 'make serve', devPort: 8080 });
  expect(await client.devServer.state({ sessionId: with_ })).toMatchObject({
    command: 'make serve',
    source: 'settings',
    port: 8080,
  });
}, 120_000);
