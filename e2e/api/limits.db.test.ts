import { expect, test } from 'vitest';
import { Craftastic, ready, settled } from '../support/craftastic.ts';
import { join } from '../support/people.ts';

test('what costs much is done so often for one person, who is told when to come again', async () => {
  // Of searches three within a minute, of fetches and syncs one.
  await using craftastic = await Craftastic.start({ CRAFTASTIC_LIMITS: '0.01' });
  const ada = await join(craftastic, 'ada');
  const bob = await join(craftastic, 'bob');
  const environment = await ready(ada.client, (await ada.client.environments.create({ name: 'busy' })).id);
  const { id } = environment;
  await ada.client.members.set({ id, login: 'bob', role: 'write' });

  await expect(ada.client.environments.create({ name: 'again' })).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    status: 429,
    message: expect.stringMatching(/^You have begun 1 clones within a minute, .* Try again in \d+ seconds\.$/),
  });
  await ada.client.environments.fetch({ id });
  const answer = await fetch(`${craftastic.url}/api/environments/${id}/fetch`, {
    method: 'POST',
    headers: { cookie: ada.cookie, 'content-type': 'application/json', origin: craftastic.url },
    body: '{}',
  });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  // Another person has limits of their own.
  await bob.client.environments.fetch({ id });

  const session = await settled(
    ada.client,
    (await ada.client.sessions.create({ environmentId: id, branch: 'main' })).id,
  );
  const search = async () => {
    for await (const _ of await ada.client.search({ sessionId: session.id, query: 'busy' }));
  };
  // A search that has ended is not under way: of those there may be one.
  for (let searches = 0; searches < 3; searches += 1) await search();
  await expect(search()).rejects.toMatchObject({ code: 'RATE_LIMITED' });

  // A repository of this server, by git: of packs six within a minute.
  const { token } = await ada.client.accessTokens.create({ name: 'git', scopes: ['git:read'] });
  const refs = () =>
    fetch(`${craftastic.url}/git/${environment.slug}.git/info/refs?service=git-upload-pack`, {
      headers: { authorization: `Basic ${Buffer.from(`ada:${token}`).toString('base64')}` },
    });
  const statuses: number[] = [];
  for (let asked = 0; asked < 7; asked += 1) {
    const each = await refs();
    await each.text();
    statuses.push(each.status);
    if (each.status === 429) expect(Number(each.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(statuses).toContain(200);
  expect(statuses.at(-1)).toBe(429);
});
