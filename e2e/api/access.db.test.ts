import { randomUUID } from 'node:crypto';
import type { Access, Role } from '@craftastic/contract/access';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { RAW_ROUTES, type RawRoute } from '../../apps/api/src/http/raw-routes.ts';
import { type Client, Craftastic, ready, settled } from '../support/craftastic.ts';
import { clientOf, join, type TestPerson } from '../support/people.ts';
import { sampleInput } from '../support/sample-input.ts';
import { openStreams } from '../support/streams.ts';
import { ABSENT, type Answer, call, ENDS_LOGIN, fieldsOf, type Place, PROCEDURES } from '../support/walk-contract.ts';

const RANK: (Role | 'owner')[] = ['read', 'write', 'admin', 'owner'];

let craftastic: Craftastic;
let alice: TestPerson;

beforeAll(async () => {
  craftastic = await Craftastic.start();
  alice = await join(craftastic, 'alice');
});
afterAll(() => craftastic[Symbol.asyncDispose]());

async function makePlace(): Promise<Place> {
  const word = `canary${randomUUID().slice(0, 8)}`;
  const { client } = alice;
  const environment = await ready(client, (await client.environments.create({ name: word })).id);
  const session = await settled(
    client,
    (await client.sessions.create({ environmentId: environment.id, branch: 'main' })).id,
  );
  const sessionId = session.id;
  await client.files
    .write({ sessionId, path: 'README.md', text: `# ${word}\n`, expectedVersion: null })
    .catch(async () => {
      const { version } = await client.files.read({ sessionId, path: 'README.md' });
      await client.files.write({ sessionId, path: 'README.md', text: `# ${word}\n`, expectedVersion: version });
    });
  const terminal = await client.terminals.create({ sessionId, name: word });
  const ns = `https://${word}.example`;
  await client.bindings.create({ ns, environmentId: environment.id });
  const ids = [environment.id, sessionId, terminal.id];
  return {
    environmentId: ids[0] ?? '',
    slug: environment.slug,
    sessionId,
    terminalId: terminal.id,
    ns,
    canaries: [...ids, word],
  };
}

const figures = { procedures: 0, raw: 0, roles: new Set<string>() };
afterAll(() => {
  console.log(
    `access: ${figures.procedures} calls of ${PROCEDURES.length} procedures and ${figures.raw} of ${Object.keys(RAW_ROUTES).length} raw routes, as ${figures.roles.size}: ${[...figures.roles].join(', ')}`,
  );
});

/** Walk the contract as somebody; `verdict` says what each answer has to be. */
async function walk(
  role: string,
  client: Client,
  place: Place,
  verdict: (
    access: Access | undefined,
    reads: boolean,
    answer: Answer,
    name: string,
  ) => Promise<string | null> | string | null,
  only: (name: string, access: Access | undefined) => boolean = () => true,
): Promise<void> {
  figures.roles.add(role);
  const wrong: string[] = [];
  for (const { name, path, procedure } of PROCEDURES) {
    const { meta, route, inputSchema } = procedure['~orpc'];
    if (!only(name, meta.access)) continue;
    figures.procedures += 1;
    const answer = await call(client, path, sampleInput(inputSchema, fieldsOf(meta.access, place)));
    const complaint = await verdict(meta.access, route.method === 'GET', answer, name);
    if (complaint !== null) wrong.push(`${name} as ${role}: ${complaint}, and it was ${answer.code} ${answer.message}`);
  }
  expect(wrong).toEqual([]);
}

const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN'];
/** How something that the caller may not know of, or that is not there, is answered for. */
const MISSING =
  /^There is no such (environment|session); it may have been removed\.$|^No repository is bound to this namespace\.$/;
const refused = ({ code, message }: Answer) => REFUSALS.includes(code) || MISSING.test(message);

const isOwners = (access: Access | undefined) => typeof access === 'object' && access.role === 'owner';

/** What a walk finds for somebody who has a role in the place. */
function forRole(has: Role | 'owner') {
  return (access: Access | undefined, _reads: boolean, answer: Answer): string | null => {
    if (access === 'open') return null;
    if (access === 'server-admin') return answer.code === 'FORBIDDEN' ? null : 'only who looks after the server may';
    if (typeof access !== 'object') return answer.code === 'UNAUTHENTICATED' ? 'everybody who is logged in may' : null;
    if (RANK.indexOf(has) >= RANK.indexOf(access.role)) return refused(answer) ? `${has} is enough` : null;
    return answer.code === 'FORBIDDEN' ? null : `it wants ${access.role}`;
  };
}

describe('every procedure', () => {
  test('answers strangers only where it is open', async () => {
    const place = await makePlace();
    await walk('nobody', clientOf(craftastic, {}), place, (access, _reads, answer) =>
      access === 'open' || answer.code === 'UNAUTHENTICATED' ? null : 'strangers are turned away',
    );
  });

  test('tells others nothing, not even that it is there', async () => {
    const place = await makePlace();
    const mallory = await join(craftastic, 'mallory');
    await walk('another user', mallory.client, place, async (access, _reads, answer, name) => {
      if (place.canaries.some((canary) => answer.text.includes(canary))) return 'it tells of what is not theirs';
      if (access === 'server-admin') return answer.code === 'FORBIDDEN' ? null : 'only who looks after the server may';
      if (typeof access !== 'object') return null;
      const { path, procedure } = PROCEDURES.find((each) => each.name === name) ?? {};
      const absent = await call(
        mallory.client,
        path ?? [],
        sampleInput(procedure?.['~orpc'].inputSchema, fieldsOf(access, ABSENT)),
      );
      return absent.code === answer.code && absent.message === answer.message
        ? null
        : 'it answers as for what is not there';
    });
  });

  test.each([
    ['a reader', 'read'],
    ['a writer', 'write'],
    ['an admin', 'admin'],
  ] as const)('does for %s what the role allows', async (name, role) => {
    const place = await makePlace();
    const person = await join(craftastic, `${role}er`);
    await alice.client.members.set({ id: place.environmentId, login: person.login, role });
    await walk(name, person.client, place, forRole(role));
  });

  test('does for the owner all of it', async () => {
    const place = await makePlace();
    // On another person's login, whose end would end those of the other tests.
    const keep = (name: string) => !ENDS_LOGIN.includes(name);
    await walk('the owner', alice.client, place, forRole('owner'), keep);
  });

  test('does for who looks after the server all there is', async () => {
    const place = await makePlace();
    await walk('who looks after the server', craftastic.client(), place, (access, _reads, answer) =>
      access !== 'open' && refused(answer) !== isOwners(access) ? 'nothing is refused but what is the owner’s' : null,
    );
  });

  test('does for an access token what its scopes and its environment allow', async () => {
    const [place, other] = [await makePlace(), await makePlace()];
    const make = async (scopes: ('api:read' | 'git:write')[], environmentId: string | null) => {
      const { token } = await alice.client.accessTokens.create({ name: 'ci', scopes, environmentId });
      return craftastic.client(token);
    };
    await walk('a token that reads', await make(['api:read'], null), place, (access, reads, answer) => {
      const may = access === 'open' || (reads && access !== 'login' && access !== 'server-admin');
      return may === (answer.code !== 'FORBIDDEN') ? null : `a token that reads ${may ? 'may' : 'may not'}`;
    });
    await walk('a token for git', await make(['git:write'], null), place, (access, _reads, answer) =>
      access === 'open' || answer.code === 'FORBIDDEN' ? null : 'it is for git alone',
    );
    await walk(
      'a token for another environment',
      await make(['api:read'], other.environmentId),
      place,
      (access, reads, answer) => {
        if (place.canaries.some((canary) => answer.text.includes(canary))) return 'it is of another environment';
        return !reads || typeof access !== 'object' || MISSING.test(answer.message)
          ? null
          : 'it does not reach this environment';
      },
    );
  });
});

describe('every raw route', () => {
  /** The status of an answer, or of the refusal of a WebSocket; 101 where it was opened. */
  type Probe = (place: Place, headers: Record<string, string>) => Promise<number>;

  const get =
    (path: (place: Place) => string, init: RequestInit = {}): Probe =>
    async (place, headers) => {
      const answer = await fetch(`${craftastic.url}${path(place)}`, { ...init, headers, redirect: 'manual' });
      await answer.body?.cancel();
      return answer.status;
    };
  const socket =
    (path: (place: Place) => string): Probe =>
    (place, headers) =>
      new Promise((resolve, reject) => {
        const peer = new WebSocket(`${craftastic.url.replace('http', 'ws')}${path(place)}`, { headers });
        peer.once('open', () => {
          peer.terminate();
          resolve(101);
        });
        peer.once('unexpected-response', (_request, { statusCode = 0 }) => {
          peer.terminate();
          resolve(statusCode);
        });
        peer.on('error', (error) => reject(error));
      });

  // By name, so that the compiler wants a probe for a route that is added.
  const PROBES: Record<RawRoute, Probe> = {
    login: get(() => '/login?token=wrong'),
    document: get(() => '/api/openapi.json'),
    documentPage: get(() => '/api/docs'),
    download: get(({ sessionId }) => `/api/files/download?sessionId=${sessionId}&path=README.md`),
    upload: get(({ sessionId }) => `/api/files/upload?sessionId=${sessionId}&path=${randomUUID()}`, {
      method: 'PUT',
      body: 'x',
    }),
    nsFile: get(({ ns }) => `/api/ns/${encodeURIComponent(ns)}/file?path=README.md`),
    terminalSocket: socket(({ sessionId, terminalId }) => `/api/terminals/${terminalId}/socket?sessionId=${sessionId}`),
    eventSocket: socket(() => '/api/events/socket'),
    previewEntrance: get(() => '/preview/enter?label=80--aaaaaaaaaaaa'),
    githubWebhook: get(() => '/api/webhooks/github', { method: 'POST', body: '{}' }),
    githubLogin: get(() => '/api/auth/github'),
    githubCallback: get(() => '/api/auth/github/callback?code=x&state=x'),
    gitFetch: get(({ slug }) => `/git/${slug}.git/info/refs?service=git-upload-pack`),
    gitPush: get(({ slug }) => `/git/${slug}.git/info/refs?service=git-receive-pack`),
  };

  function expected(
    access: Access | 'signature',
    has: Role | 'owner' | 'stranger' | 'nobody',
  ): (status: number) => boolean {
    const opened = (status: number) => status === 101 || status < 400;
    if (access === 'open') return opened;
    if (access === 'signature') return (status) => status >= 400 && status < 500;
    if (has === 'nobody') return (status) => status === 401;
    if (typeof access !== 'object') return opened;
    if (has === 'stranger') return (status) => status === 404;
    return RANK.indexOf(has) >= RANK.indexOf(access.role) ? opened : (status) => status === 403;
  }

  test('asks for the same as the procedures', async () => {
    const place = await makePlace();
    // Until its namespace has been synced it has no files.
    await expect
      .poll(() => alice.client.ns.files({ ns: place.ns, path: 'README.md' }).catch(() => null))
      .not.toBeNull();
    const wrong: string[] = [];
    const people: ['nobody' | 'stranger' | Role | 'owner', Record<string, string>][] = [
      ['nobody', {}],
      ['stranger', { cookie: (await join(craftastic, 'stranger')).cookie }],
      ['owner', { cookie: alice.cookie }],
    ];
    for (const role of ['read', 'write', 'admin'] as const) {
      const person = await join(craftastic, `raw-${role}`);
      await alice.client.members.set({ id: place.environmentId, login: person.login, role });
      people.push([role, { cookie: person.cookie }]);
    }
    for (const [name, { access }] of Object.entries(RAW_ROUTES)) {
      for (const [has, headers] of people) {
        figures.raw += 1;
        const status = await PROBES[name as RawRoute](place, headers);
        if (!expected(access, has)(status)) wrong.push(`${name} as ${has}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('git takes access tokens as passwords, by their scopes', async () => {
    const place = await makePlace();
    const basic = async (scopes: ('git:read' | 'git:write' | 'api:write')[]) => {
      const { token } = await alice.client.accessTokens.create({ name: 'git', scopes });
      return { authorization: `Basic ${Buffer.from(`alice:${token}`).toString('base64')}` };
    };
    expect(await PROBES.gitFetch(place, await basic(['git:read']))).toBe(200);
    expect(await PROBES.gitPush(place, await basic(['git:read']))).toBe(403);
    expect(await PROBES.gitPush(place, await basic(['git:write']))).toBe(200);
    expect(await PROBES.gitFetch(place, await basic(['api:write']))).toBe(403);
  });
});

describe('ownership', () => {
  test('passes to a member by their own word alone', async () => {
    const [frank, grace] = [await join(craftastic, 'frank'), await join(craftastic, 'gina')];
    const { id } = await frank.client.environments.create({ name: 'passed on' });
    await expect(frank.client.members.offer({ id, login: 'gina' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await frank.client.members.set({ id, login: 'gina', role: 'admin' });
    const accept = () => grace.client.members.answerOffer({ id, accept: true });
    await expect(accept()).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_OFFERED' });
    await expect(grace.client.members.offer({ id, login: 'frank' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // Declined, taken back, or gone with the membership, an offer is good for nothing.
    await frank.client.members.offer({ id, login: 'gina' });
    await grace.client.members.answerOffer({ id, accept: false });
    await expect(accept()).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_OFFERED' });
    await frank.client.members.offer({ id, login: 'gina' });
    await frank.client.members.offer({ id, login: null });
    await expect(accept()).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_OFFERED' });
    await frank.client.members.offer({ id, login: 'gina' });
    await frank.client.members.remove({ id, login: 'gina' });
    await frank.client.members.set({ id, login: 'gina', role: 'read' });
    await expect(accept()).rejects.toMatchObject({ code: 'ENVIRONMENT_NOT_OFFERED' });

    await frank.client.members.offer({ id, login: 'gina' });
    // Two answers at once: one is too late.
    const answers = await Promise.allSettled([accept(), accept()]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await grace.client.members.list({ id })).toMatchObject([
      { login: 'gina', role: 'owner', offered: false },
      { login: 'frank', role: 'admin', offered: false },
    ]);
  });
});

describe('a right that is taken away', () => {
  test('ends the streams and the terminal that are open on it, and removes it from the list', async () => {
    const place = await makePlace();
    const bob = await join(craftastic, 'bob');
    await alice.client.members.set({ id: place.environmentId, login: 'bob', role: 'write' });
    using open = await openStreams(craftastic, bob);
    const { client } = open;
    const live = await client.live();
    expect((await live.next()).value).toEqual({ type: 'ready' });
    const events = await client.sessions.events({ id: place.sessionId });
    expect((await events.next()).value).toMatchObject({ type: 'session' });
    const path = `/api/terminals/${place.terminalId}/socket?sessionId=${place.sessionId}`;
    const terminal = new WebSocket(`${craftastic.url.replace('http', 'ws')}${path}`, {
      headers: { cookie: bob.cookie },
    });
    const terminalClosed = new Promise((resolve) => terminal.once('close', resolve));
    await new Promise((resolve, reject) => terminal.once('open', resolve).once('error', reject));

    // To read is enough for the events, and not for the terminal.
    await alice.client.members.set({ id: place.environmentId, login: 'bob', role: 'read' });
    await terminalClosed;
    await alice.client.members.remove({ id: place.environmentId, login: 'bob' });
    const drained = async () => {
      for await (const _ of events);
    };
    await expect(drained()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for await (const event of live) {
      if (event.type === 'environment-removed' && event.id === place.environmentId) break;
    }
    expect(await bob.client.environments.list()).toEqual([]);
    await expect(bob.client.sessions.get({ id: place.sessionId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is a login that ended everywhere, or a token that was removed', async () => {
    const place = await makePlace();
    const carol = await join(craftastic, 'carol');
    using open = await openStreams(craftastic, carol);
    expect(await carol.client.auth.logoutEverywhere()).toEqual({ ended: 1 });
    expect(await open.closed).toBe(4401);
    await expect(carol.client.auth.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    const { id, token } = await alice.client.accessTokens.create({ name: 'ci', scopes: ['api:read'] });
    const events = await craftastic.client(token).sessions.events({ id: place.sessionId });
    expect((await events.next()).value).toMatchObject({ type: 'session' });
    await alice.client.accessTokens.remove({ id });
    const drained = async () => {
      for await (const _ of events);
    };
    await expect(drained()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(craftastic.client(token).auth.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('is a person who was put out, with everything that they had', async () => {
    const place = await makePlace();
    const dave = await join(craftastic, 'dave');
    await alice.client.members.set({ id: place.environmentId, login: 'dave', role: 'admin' });
    const owner = craftastic.client();
    const { id } = (await owner.people.list()).find(({ login }) => login === 'dave') ?? { id: '' };
    using open = await openStreams(craftastic, dave);
    await owner.people.remove({ id });
    expect(await open.closed).toBe(4401);
    await expect(dave.client.auth.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await alice.client.members.list({ id: place.environmentId })).map(({ login }) => login)).toEqual(['alice']);
    // What belongs to somebody keeps them here, or goes to who puts them out.
    const erin = await join(craftastic, 'erin');
    const theirs = await erin.client.environments.create({ name: 'theirs' });
    const { id: erinId } = await erin.client.auth.me();
    await expect(owner.people.remove({ id: erinId })).rejects.toMatchObject({ code: 'PERSON_IN_USE' });
    await owner.people.remove({ id: erinId, takeOver: true });
    expect(await owner.environments.get({ id: theirs.id })).toMatchObject({ role: 'owner' });
    // An invitation brings them back, without what they could reach.
    const again = await join(craftastic, 'dave');
    expect(await again.client.environments.list()).toEqual([]);
  });
});
