import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGitServer } from '@craftastic/git/test/git-server';
import { expect, test } from 'vitest';
import { Craftastic, ready, settled } from '../support/craftastic.ts';

const run = promisify(execFile);
const ROTATE = 'apps/api/src/tokens/rotate-key-main.ts';
const TOKEN = 'tok_9Xw3kQz7';

test('secrets are sealed with a new key; killed half-way, both keys still open them', async () => {
  await using remote = await startGitServer({ users: { dev: TOKEN } });
  await using craftastic = await Craftastic.startEmbedded();
  const env = { PATH: process.env.PATH, CRAFTASTIC_DATA: craftastic.data };
  const keyFile = join(craftastic.data, 'secret.key');
  const keys = async () => (await readFile(keyFile, 'utf8')).trim().split('\n');

  const { url } = await remote.createRepository('private', { 'a.txt': 'a\n' });
  let client = craftastic.client();
  await client.tokens.create({ origin: remote.origin, username: 'dev', token: TOKEN });
  const { id } = await ready(client, (await client.environments.create({ url })).id);
  await client.environments.update({ id, variables: [{ name: 'PASSWORD', value: 'open sesame', secret: true }] });
  const [first = ''] = await keys();

  /** All that is sealed is read: the token by a fetch, the variable in a terminal. */
  const everythingOpens = async (branch: string) => {
    await craftastic.boot();
    client = craftastic.client();
    await client.environments.fetch({ id });
    const session = await settled(
      client,
      (await client.sessions.create({ environmentId: id, branch, base: 'main' })).id,
    );
    await client.terminals.create({ sessionId: session.id, command: 'printf %s "$PASSWORD" > password.txt' });
    await expect
      .poll(() =>
        client.files.read({ sessionId: session.id, path: 'password.txt' }).then(
          ({ text }) => text,
          () => '',
        ),
      )
      .toBe('open sesame');
    await craftastic.kill();
  };

  // While a server uses the folder nothing is touched.
  await expect(run(process.execPath, [ROTATE], { env })).rejects.toThrow(/Another Craftastic server is using/);
  expect(await keys()).toEqual([first]);
  await craftastic.kill();

  const changes = watch(craftastic.data);
  const halfWay = spawn(process.execPath, [ROTATE], { env, stdio: 'ignore' });
  const ended = once(halfWay, 'exit');
  // From the moment that there are two keys, wherever it is then.
  for await (const { eventType, filename } of changes) if (eventType === 'rename' && filename === 'secret.key') break;
  halfWay.kill('SIGKILL');
  await ended;
  const both = await keys();
  expect(both).toHaveLength(2);
  expect(both[1]).toBe(first);
  await everythingOpens('after-the-kill');

  const { stdout } = await run(process.execPath, [ROTATE], { env });
  expect(stdout).toContain('Sealed 1 tokens and the secrets of 1 environments');
  const [last = '', ...others] = await keys();
  expect(others).toEqual([]);
  expect(both).not.toContain(last);
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  await everythingOpens('after-the-rotation');
});
