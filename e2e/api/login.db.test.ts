import pg from 'pg';
import { expect, test } from 'vitest';
import { Craftastic } from '../support/craftastic.ts';
import { clientOf, join } from '../support/people.ts';

const loginLink = (craftastic: Craftastic) =>
  fetch(craftastic.loginUrl, { redirect: 'manual', headers: { host: new URL(craftastic.url).host } });

test('behind https the cookie is of this host alone, and never goes by http', async () => {
  await using craftastic = await Craftastic.start({ CRAFTASTIC_URL: 'https://code.example.com' });
  const cookie = (await loginLink(craftastic)).headers.get('set-cookie');
  expect(cookie).toMatch(/^__Host-craftastic=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure$/);
});

test('whoever fails too often waits; who is logged in, or has an access token, does not', async () => {
  await using craftastic = await Craftastic.start();
  const ada = await join(craftastic, 'ada');
  const { token } = await ada.client.accessTokens.create({ name: 'ci', scopes: ['api:read'] });
  const nobody = clientOf(craftastic, {});
  for (let failures = 0; failures < 20; failures += 1) {
    await expect(nobody.auth.login({ token: `wrong-${failures}` })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
  // The right one is not taken either: else the wait would tell which one is right.
  await expect(nobody.auth.login({ token: craftastic.token })).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    status: 429,
    data: { seconds: expect.any(Number) },
  });
  await expect(craftastic.client().auth.me()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  expect((await loginLink(craftastic)).headers.get('location')).toBe('/login?refused=1');
  expect(await craftastic.client(token).auth.me()).toMatchObject({ login: 'ada' });
  expect(await ada.client.auth.me()).toMatchObject({ login: 'ada' });
  const git = await fetch(`${craftastic.url}/git/nothing.git/info/refs?service=git-upload-pack`, {
    headers: { authorization: `Basic ${Buffer.from('x:wrong').toString('base64')}` },
  });
  expect(git.status).toBe(429);
  // A restart does not forgive; who has the database can.
  await craftastic.kill();
  await craftastic.boot();
  await expect(craftastic.client().auth.me()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  const database = new pg.Client({ connectionString: await craftastic.databaseUrl() });
  await database.connect();
  await database.query('DELETE FROM login_failures');
  await database.end();
});

test('without containers nobody else is let in, unless that is asked for by name', async () => {
  await using craftastic = await Craftastic.start({ CRAFTASTIC_LOCAL_RUNTIME: '' });
  await expect(craftastic.client().people.invite({ login: 'ada' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: expect.stringContaining('CRAFTASTIC_LOCAL_RUNTIME=allow'),
  });
});
