import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, Craftastic, failed, ready, settled } from '../support/craftastic.ts';
import { TestGithub } from '../support/github.ts';
import { clientOf } from '../support/people.ts';

let github: TestGithub;
let craftastic: Craftastic;

beforeAll(async () => {
  github = await TestGithub.start();
  craftastic = await Craftastic.start({
    ...github.settings,
    CRAFTASTIC_ALLOWED_LOGINS: 'octo-ada',
    CRAFTASTIC_ALLOWED_ORGS: 'navy',
  });
});
afterAll(async () => {
  await craftastic[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
});

/** A browser without a screen: follows one step at a time and keeps its cookies. */
class Browser {
  readonly cookies = new Map<string, string>();

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Where an address leads to. */
  async follow(url: string): Promise<string> {
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie: this.header } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=', 2);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer.headers.get('location') ?? '';
  }

  /** Log in, with the answer that the person gives at GitHub. Returns the path that it ends on. */
  async logIn(answer: 'yes' | 'no' = 'yes'): Promise<string> {
    const authorize = await this.follow(`${craftastic.url}/api/auth/github?from=/things`);
    return this.follow(await this.follow(`${authorize}&answer=${answer}`));
  }

  get client(): Client {
    return clientOf(craftastic, { cookie: this.header });
  }
}

async function loggedIn(account = github.account): Promise<Browser> {
  github.account = account;
  const browser = new Browser();
  expect(await browser.logIn()).toBe('/things');
  return browser;
}

const ADA = { id: 42, login: 'octo-ada', name: 'Ada <Lovelace>' };

test('whoever is on the list logs in, and is somebody with a name and an address for commits', async () => {
  const ada = await loggedIn(ADA);
  expect(await ada.client.auth.me()).toMatchObject({
    login: 'octo-ada',
    name: 'Ada Lovelace',
    email: '42+octo-ada@users.noreply.127.0.0.1',
    admin: false,
  });
  expect(await ada.client.github.connection()).toEqual({
    host: new URL(github.url).host,
    state: 'connected',
    source: 'login',
    offered: true,
  });
  // The same account is the same person, by whatever name it is called now.
  const again = await loggedIn({ ...ADA, login: 'OCTO-ADA' });
  expect((await again.client.auth.me()).id).toBe((await ada.client.auth.me()).id);
  const navy = await loggedIn({ id: 43, login: 'grace', name: null, orgs: ['Navy'] });
  expect(await navy.client.auth.me()).toMatchObject({ login: 'grace', name: 'grace' });
});

test('whoever is not on it does not, nor does anybody with another browser’s answer, or without one', async () => {
  github.account = { id: 99, login: 'mallory', name: null };
  const mallory = new Browser();
  expect(await mallory.logIn()).toBe('/login?problem=GITHUB_NOT_ON_LIST');
  await expect(mallory.client.auth.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  github.account = ADA;
  expect(await new Browser().logIn('no')).toBe('/login?problem=GITHUB_LOGIN_DENIED');

  // A login that one began, given to another to finish: they would be in as somebody else.
  const [one, other] = [new Browser(), new Browser()];
  const callback = await one.follow(`${await one.follow(`${craftastic.url}/api/auth/github`)}&answer=yes`);
  expect(await other.follow(callback)).toBe('/login?problem=GITHUB_LOGIN_EXPIRED');
  await other.follow(`${craftastic.url}/api/auth/github`);
  expect(await other.follow(callback)).toBe('/login?problem=GITHUB_LOGIN_EXPIRED');
  expect(await one.follow(callback)).toBe('/');
  expect(await one.follow(callback)).toBe('/login?problem=GITHUB_LOGIN_EXPIRED'.replace('/login', '/'));
  // Nowhere else than here, whatever an address says.
  const lured = new Browser();
  const authorize = await lured.follow(`${craftastic.url}/api/auth/github?from=//evil.example`);
  expect(await lured.follow(await lured.follow(`${authorize}&answer=yes`))).toBe('/');
});

test('a device logs in by a code', async () => {
  github.account = ADA;
  const nobody = clientOf(craftastic, {});
  const { userCode, handle, verificationUrl } = await nobody.github.startDevice();
  expect([userCode, verificationUrl]).toEqual(['WDJB-MJHT', `${github.url}/login/device`]);
  expect(await nobody.github.askDevice({ handle })).toEqual({ status: 'waiting', slower: false });
  github.approveDevice();
  expect(await nobody.github.askDevice({ handle })).toMatchObject({ status: 'done', user: { login: 'octo-ada' } });
  await expect(nobody.github.askDevice({ handle: `${handle.slice(0, -4)}AAAA` })).rejects.toMatchObject({
    code: 'GITHUB_LOGIN_EXPIRED',
  });
});

test('the owner connects an account; it is then theirs and nobody else’s', async () => {
  const owner = new Browser();
  await owner.follow(craftastic.loginUrl);
  github.account = { id: 7, login: 'root-of-it', name: 'Root' };
  expect(await owner.logIn()).toBe('/things');
  expect(await owner.client.auth.me()).toMatchObject({ login: 'owner', name: 'Root' });
  expect(await owner.client.github.connection()).toMatchObject({ state: 'connected' });
  // Not on the list, so it logs nobody in; and what is Ada's is not the owner's.
  expect(await new Browser().logIn()).toBe('/login?problem=GITHUB_NOT_ON_LIST');
  github.account = ADA;
  expect(await owner.logIn()).toBe('/?problem=GITHUB_REFUSED');
});

test('repositories are found and cloned, a pull request is opened, checks and reviews are told', async () => {
  const ada = await loggedIn(ADA);
  const { client } = ada;
  await github.createRepository('octo-ada', 'engine', { 'README.md': '# Engine\n' });
  const other = await github.createRepository('navy', 'compiler', { 'README.md': '# Compiler\n' });
  other.description = 'COBOL';
  expect((await client.github.repositories({})).repositories.map(({ fullName }) => fullName)).toEqual([
    'navy/compiler',
    'octo-ada/engine',
  ]);
  const { repositories } = await client.github.repositories({ query: 'ENG' });
  expect(repositories).toMatchObject([
    { fullName: 'octo-ada/engine', private: true, url: `${github.url}/octo-ada/engine` },
  ]);

  const { id: environmentId } = await ready(
    client,
    (await client.environments.create({ url: repositories[0]?.url })).id,
  );
  const { id: sessionId } = await settled(
    client,
    (await client.sessions.create({ environmentId, branch: 'feature/loom', base: 'main' })).id,
  );
  expect(await client.github.branch({ sessionId })).toMatchObject({
    repository: 'octo-ada/engine',
    connection: 'connected',
    pushed: false,
    pullRequest: null,
  });
  await client.files.create({ sessionId, path: 'loom.txt', type: 'file' });
  await client.git.stage({ sessionId, all: true });
  await client.git.commit({ sessionId, message: 'Add the loom' });
  const [commit] = await client.git.log({ sessionId, limit: 1 });
  expect(commit).toMatchObject({ authorName: 'Ada Lovelace', authorEmail: '42+octo-ada@users.noreply.127.0.0.1' });
  const pull = { sessionId, title: 'The loom', base: 'main' };
  await expect(client.github.openPullRequest(pull)).rejects.toMatchObject({
    code: 'GITHUB_REFUSED',
    message: 'GitHub says: head is invalid',
  });
  for await (const _ of await client.git.push({ sessionId }));
  expect(await client.github.openPullRequest({ ...pull, draft: true })).toMatchObject({
    number: 1,
    state: 'draft',
    base: 'main',
  });
  await expect(client.github.openPullRequest(pull)).rejects.toMatchObject({
    message: 'GitHub says: A pull request already exists for octo-ada:feature/loom.',
  });
  const engine = github.repositories.get('octo-ada/engine');
  engine?.checks.push(
    { name: 'build', status: 'completed', conclusion: 'success' },
    { name: 'lint', status: 'in_progress', conclusion: null },
  );
  engine?.pulls[0]?.reviews.push({ login: 'grace', state: 'APPROVED' });
  expect(await client.github.branch({ sessionId })).toMatchObject({
    head: commit?.id,
    defaultBranch: 'main',
    pullRequest: { number: 1, reviews: [{ login: 'grace', state: 'approved' }] },
    checks: [
      { name: 'build', state: 'success' },
      { name: 'lint', state: 'pending' },
    ],
  });

  // Taken back at GitHub: said in so many words, and the session goes on.
  github.revokeAll();
  expect(await client.github.branch({ sessionId })).toMatchObject({ connection: 'refused', pullRequest: null });
  await expect(client.github.repositories({})).rejects.toMatchObject({ code: 'GITHUB_TOKEN_REFUSED' });
  expect(await client.github.connection()).toMatchObject({ state: 'refused' });
  const push = async () => {
    for await (const _ of await client.git.push({ sessionId }));
  };
  await client.git.commit({ sessionId, message: 'Amended', amend: true });
  await expect(push()).rejects.toMatchObject({ code: 'GIT_AUTHENTICATION_FAILED' });
  expect(await client.git.status({ sessionId })).toMatchObject({ branch: 'feature/loom' });
  expect(
    await failed(client, (await client.environments.create({ url: `${github.url}/navy/compiler` })).id),
  ).toMatchObject({ status: 'error' });
  await ada.logIn();
  expect(await client.github.branch({ sessionId })).toMatchObject({
    connection: 'connected',
    pullRequest: { number: 1 },
  });
  expect(craftastic.output).not.toMatch(/gh[or]_/);
});

test('a token that has an end is exchanged in time, once for all who ask; one that buys no other is told as refused', async () => {
  github.tokenSeconds = 60;
  const { client } = await loggedIn(ADA);
  const before = new Set(github.tokens.keys());
  await Promise.all(Array.from({ length: 5 }, () => client.github.repositories({})));
  // Each answer was with a token that was good for less than is wanted, so each asks for the next; none is refused.
  expect(await client.github.connection()).toMatchObject({ state: 'connected' });
  expect([...github.tokens.keys()].some((token) => !before.has(token))).toBe(true);
  github.refreshTokens.clear();
  await expect(client.github.repositories({})).rejects.toMatchObject({ code: 'GITHUB_TOKEN_REFUSED' });
  github.tokenSeconds = null;
  expect(await (await loggedIn(ADA)).client.github.connection()).toMatchObject({ state: 'connected' });
});
