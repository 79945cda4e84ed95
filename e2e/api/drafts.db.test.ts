import { execFile } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@craftastic/contract/environments';
import type { Session } from '@craftastic/contract/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, Craftastic, ready, settled } from '../support/craftastic.ts';

const run = promisify(execFile);
const NS = 'https://docs.do';

let craftastic: Craftastic;
let client: Client;
let environment: Environment;
let session: Session;
let worktree: string;

beforeAll(async () => {
  craftastic = await Craftastic.start();
  client = craftastic.client();
  await client.auth.updateMe({ name: 'Ada', email: 'ada@example.com' });
  environment = await ready(client, (await client.environments.create({ name: 'Docs' })).id);
  session = await open('main');
  worktree = directoryOf(session);
  await write({ 'docs/index.md': '# Docs\n', 'docs/guide.md': '# Guide\n', 'src/a.md': 'code' });
  await git('add', '--all');
  await git('commit', '-qm', 'docs');
  await git('push', '-q');
  await client.bindings.create({ ns: NS, environmentId: environment.id, path: 'docs' });
}, 120_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
}, 60_000);

describe.sequential('what a session has of a namespace, before any push', () => {
  test('a session of a bound repository has a draft, whether it began before or after the binding', async () => {
    await expect.poll(() => names({})).toEqual(['Docs', 'Guide']);
    await expect.poll(() => draft()).toMatchObject({ things: 2, uncommitted: 0, branch: 'main', syncStatus: 'synced' });
    const other = await open('feature/other');
    await expect.poll(() => draft(other)).toMatchObject({ things: 2, branch: 'feature/other' });
    // A binding without patterns has no context of the branch: that it is open is enough for a draft.
    await expect(client.things.list({ ns: NS, branch: 'feature/other' })).rejects.toMatchObject({
      code: 'BRANCH_NOT_FOUND',
    });
    const branches = await client.previews.branches({ environmentId: session.environmentId });
    expect(branches.find(({ name }) => name === 'feature/other')).toMatchObject({ contexts: [], drafts: [NS] });
    await client.sessions.remove({ id: other.id, force: true });
    await expect.poll(() => drafts()).toHaveLength(1);
    await expect(client.things.list({ ns: NS, session: other.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a save is in the draft, marked, and in no branch; a second one takes its place', async () => {
    await write({ 'docs/guide.md': '# Better guide\n' });
    await expect.poll(() => names({ session: session.id })).toEqual(['Docs', 'Better guide']);
    expect(await names({})).toEqual(['Docs', 'Guide']);
    const before = await guide();
    expect(before).toMatchObject({ uncommitted: true, session: session.id, $source: { commit: await head() } });
    await write({ 'docs/guide.md': '# Best guide\n' });
    await expect.poll(async () => (await guide()).name).toBe('Best guide');
    // One uncommitted version of a Thing: the one before is gone, and what it followed is followed.
    expect((await client.things.history({ id: `${NS}/guide`, session: session.id })).map(({ name }) => name)).toEqual([
      'Best guide',
      'Guide',
    ]);
    await expect(
      client.things.get({ id: `${NS}/guide@v${before.version}`, session: session.id }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // Nobody reads a draft's version by its number from the branch.
    await expect(client.things.get({ id: `${NS}/guide@v${(await guide()).version}` })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await draft()).toMatchObject({ uncommitted: 1 });
    const diff = await client.things.diff({ ns: NS, toSession: session.id });
    expect(diff).toMatchObject({
      from: { branch: 'main', session: null },
      to: { branch: 'main', session: session.id },
      changed: [{ $id: `${NS}/guide`, uncommitted: true, fields: [{ field: 'content' }] }],
      added: [],
      removed: [],
    });
    expect(await client.ns.files({ ns: NS, session: session.id, path: 'guide.md' })).toMatchObject({
      text: '# Best guide\n',
    });
    expect((await client.ns.files({ ns: NS, path: 'guide.md' })).text).toBe('# Guide\n');
  });

  test('a commit keeps it and names itself; a reset takes that back; a push brings it to the branch', async () => {
    await git('commit', '-qam', 'better');
    const commit = await head();
    await expect.poll(() => guide()).toMatchObject({ uncommitted: false, $source: { commit } });
    expect(await names({})).toEqual(['Docs', 'Guide']);
    await git('reset', '-q', '--soft', 'HEAD~1');
    await expect.poll(() => guide()).toMatchObject({ uncommitted: true, $source: { commit: await head() } });
    await git('commit', '-qm', 'better again');
    await expect.poll(() => guide()).toMatchObject({ uncommitted: false, $source: { commit: await head() } });
    await git('push', '-q');
    await expect.poll(() => names({})).toEqual(['Docs', 'Best guide']);
    await expect.poll(async () => (await client.things.diff({ ns: NS, toSession: session.id })).changed).toEqual([]);
  });

  test('new, renamed, deleted, broken, ignored and huge files', async () => {
    await write({
      '.gitignore': 'secret.md\n',
      'docs/new.md': '# New\n',
      'docs/secret.md': '# Secret\n',
      'docs/index.md': '---\na: [\n---\n# Broken\n',
      'docs/film.bin': '',
    });
    await truncate(join(worktree, 'docs/film.bin'), 11 * 1024 * 1024);
    await git('mv', 'docs/guide.md', 'docs/manual.md');
    await expect.poll(() => names({ session: session.id })).toEqual(['Docs', 'Best guide', 'New']);
    expect(await client.things.get({ id: `${NS}/guide`, session: session.id })).toMatchObject({
      $id: `${NS}/manual`,
      aliasOf: `${NS}/guide`,
    });
    await expect
      .poll(() => client.bindings.diagnostics({ ns: NS, session: session.id }))
      .toMatchObject([
        { path: 'docs/index.md', severity: 'error', thingId: NS },
        { path: 'docs/film.bin', severity: 'warning', message: expect.stringContaining('10 MB') },
      ]);
    expect(await client.bindings.diagnostics({ ns: NS })).toEqual([]);
    await git('reset', '-q', '--hard');
    await git('clean', '-qfdx');
    await expect.poll(() => names({ session: session.id })).toEqual(['Docs', 'Best guide']);
    expect(await client.things.diff({ ns: NS, toSession: session.id })).toMatchObject({
      added: [],
      changed: [],
      removed: [],
    });
    await expect.poll(() => draft()).toMatchObject({ uncommitted: 0 });
  });

  test('it follows a switch of the branch, and what a draft tells reaches who listens', async () => {
    const heard = new AbortController();
    const told = (async () => {
      for await (const event of await client.sessions.events({ id: session.id }, { signal: heard.signal })) {
        if (event.type === 'draft') return event.ns;
      }
      return null;
    })();
    await git('switch', '-qc', 'feature/switched');
    await write({ 'docs/new.md': '# New\n' });
    expect(await told).toBe(NS);
    heard.abort();
    await expect.poll(() => draft()).toMatchObject({ branch: 'feature/switched', uncommitted: 1 });
    expect((await client.things.get({ id: `${NS}/new`, session: session.id })).$source.branch).toBe('feature/switched');
    // The event log is for what was pushed.
    const events = await client.events.list({ environmentId: environment.id, type: 'things.synced' });
    expect(events.map((event) => event.type === 'things.synced' && event.branch)).not.toContain('feature/switched');
  });

  test('what was saved while the server was down is there after its start', async () => {
    await craftastic.kill();
    await write({ 'docs/night.md': '# Night\n' });
    await craftastic.boot();
    await expect
      .poll(() => names({ session: session.id }), { timeout: 30_000 })
      .toEqual(['Docs', 'Best guide', 'New', 'Night']);
  }, 60_000);

  test('settings of the binding change it; with the session all of it goes', async () => {
    await client.bindings.update({ ns: NS, contentPatterns: ['n*.md'] });
    await expect.poll(() => names({ session: session.id })).toEqual(['New', 'Night']);
    await client.sessions.remove({ id: session.id, force: true });
    await expect.poll(() => drafts()).toEqual([]);
    await expect(client.things.get({ id: `${NS}/new`, session: session.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

const directoryOf = ({ id }: Session) => join(craftastic.data, 'repos', environment.id, 'worktrees', id);
const drafts = () => client.bindings.drafts({ ns: NS });
const draft = async ({ id } = session) => (await drafts()).find((each) => each.session.id === id);
const guide = () => client.things.get({ id: `${NS}/guide`, session: session.id });
const head = () => git('rev-parse', 'HEAD');

async function names(place: { session?: string }): Promise<string[]> {
  return (await client.things.list({ ns: NS, ...place })).things.map(({ name }) => name);
}

async function open(branch: string): Promise<Session> {
  const base = branch === 'main' ? undefined : 'main';
  return settled(client, (await client.sessions.create({ environmentId: environment.id, branch, base })).id);
}

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(worktree, path)), { recursive: true });
    await writeFile(join(worktree, path), text);
  }
}

/** As from a terminal of the session; a push needs the way out that its supervisor made. */
async function git(...args: string[]): Promise<string> {
  if (args[0] === 'push') {
    for await (const _ of await client.git.push({ sessionId: session.id })) {
      // To its end.
    }
    return '';
  }
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'safe.directory=*'];
  const { stdout } = await run('git', [...identity, '-C', worktree, ...args]);
  return stdout.trim();
}
