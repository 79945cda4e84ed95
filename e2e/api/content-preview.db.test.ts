import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@craftastic/contract/environments';
import type { Session } from '@craftastic/contract/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, Craftastic, ready, settled } from '../support/craftastic.ts';
import { Visitor } from '../support/preview-visitor.ts';

const run = promisify(execFile);
const NS = 'https://docs.do';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let craftastic: Craftastic;
let client: Client;
let environment: Environment;
let session: Session;
let worktree: string;

beforeAll(async () => {
  craftastic = await Craftastic.start();
  client = craftastic.client();
  environment = await ready(client, (await client.environments.create({ name: 'Docs' })).id);
  session = await settled(client, (await client.sessions.create({ environmentId: environment.id, branch: 'main' })).id);
  worktree = join(craftastic.data, 'repos', environment.id, 'worktrees', session.id);
  await write({
    'docs/index.md':
      '---\ntitle: Handbook\n---\n# Welcome\n\nSee [the start](./guide/start.md) and ![a plan](img/plan.png).\n',
    'docs/guide/start.md':
      '---\ntitle: Start\n$type: https://schema.org/HowTo\nsteps: [one, two]\n---\n## First\n\nBack [home](../index.md). [Blog](https://blog.do/post).\n',
    'docs/img/plan.png': PNG,
    'docs/img/evil.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>steal()</script></svg>',
    'docs/evil.html': '<script>steal()</script>',
    'blog/post.md': '# Post\n\n![p](p.png)\n',
    'blog/p.png': PNG,
  });
  await push('begin');
  await client.bindings.create({ ns: NS, environmentId: environment.id, path: 'docs', branchPatterns: ['feature/*'] });
  await client.bindings.create({ ns: 'https://blog.do', environmentId: environment.id, path: 'blog' });
}, 120_000);

afterAll(async () => {
  await craftastic?.[Symbol.asyncDispose]();
}, 60_000);

describe.sequential('content on a preview host', () => {
  test('who may read the namespace is let in; nobody else is', async () => {
    await expect.poll(() => names({})).toEqual(['Handbook', 'Start']);
    const opened = await client.previews.openContent({ ns: NS });
    expect(opened.origin).toMatch(/^http:\/\/preview-main-[0-9a-f]{12}\.localhost:\d+$/);
    expect((await new Visitor().get(opened.address)).status).toBe(401);
    const visitor = new Visitor();
    const answer = await visitor.visit(opened.url);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('2 Things on main.');
    expect(answer.headers['content-security-policy']).toMatch(/default-src 'none'; script-src http:\/\/preview-main-/);
    // The ticket is of this host, and good once.
    expect((await new Visitor().visit(opened.url)).body).not.toContain('Handbook');
    for (const path of [
      '/api/environments',
      '/ns/docs.do/nothing',
      '/ns/other.example/x',
      '/nothing',
      '/files/',
      '/files/..%2F..%2Fetc%2Fpasswd',
    ]) {
      expect((await visitor.get(opened.origin + path, { accept: 'text/html' })).status, path).toBe(404);
    }
    expect((await visitor.start(`${opened.origin}/`, { method: 'POST' })).statusCode).toBeGreaterThanOrEqual(403);
    await expect(client.previews.openContent({ ns: NS, branch: 'none' })).rejects.toMatchObject({
      code: 'BRANCH_NOT_FOUND',
    });
  });

  test('a Thing is a page or a document, as is asked for', async () => {
    const { visitor, origin } = await enter({});
    const at = `${origin}/ns/docs.do/guide/start`;
    const page = await visitor.get(at, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', vary: 'Accept, Cookie' });
    expect(page.body).toContain('id="h-first"');
    expect(page.body).toContain('href="/ns/docs.do"');
    expect(page.body).toContain('href="/ns/blog.do/post"');
    expect(page.body).toContain('title="https://schema.org/HowTo"');
    const commit = await git('rev-parse', 'HEAD');
    expect(page.body).toContain(commit.slice(0, 7));
    for (const accept of [
      'application/ld+json',
      'text/html;q=0.5, application/ld+json;q=0.9',
      'application/ld+json, text/html;q=0.99',
    ]) {
      const document = await visitor.get(at, { accept });
      expect(document.headers['content-type']).toBe('application/ld+json; charset=utf-8');
      expect(JSON.parse(document.body)).toEqual({
        '@context': { '@vocab': 'https://schema.org/', $id: '@id', $type: '@type' },
        $id: `${NS}/guide/start`,
        $type: 'https://schema.org/HowTo',
        title: 'Start',
        steps: ['one', 'two'],
        $content: '## First\n\nBack [home](../index.md). [Blog](https://blog.do/post).\n',
        $source: { repo: environment.repositoryUrl, path: 'docs/guide/start.md', branch: 'main', commit },
      });
    }
    expect((await visitor.get(at, { accept: 'application/json' })).headers['content-type']).toMatch(
      /^application\/json/,
    );
    expect((await visitor.get(at, { accept: 'image/png' })).status).toBe(406);
    expect(
      JSON.parse((await visitor.get(`${origin}/ns/docs.do/none`, { accept: 'application/json' })).body),
    ).toMatchObject({
      status: 404,
    });
  });

  test('files of the repository are pictures, or are saved; none of them is a page', async () => {
    const { visitor, origin } = await enter({});
    const png = await visitor.get(`${origin}/files/img/plan.png`);
    expect(png.headers).toMatchObject({ 'content-type': 'image/png', 'content-length': String(PNG.length) });
    const svg = await visitor.get(`${origin}/files/img/evil.svg`);
    expect(svg.headers['content-type']).toBe('image/svg+xml');
    expect(svg.headers['content-security-policy']).toMatch(/^default-src 'none'; .*sandbox$/);
    const page = await visitor.get(`${origin}/files/evil.html`);
    expect(page.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^attachment/),
    });
    // A Thing of another namespace brings the files of its own folder.
    const post = await visitor.get(`${origin}/ns/blog.do/post`, { accept: 'text/html' });
    const src = /<img src="([^"]+)"/.exec(post.body)?.[1]?.replaceAll('&#x26;', '&') ?? '';
    expect((await visitor.get(origin + src)).headers['content-type']).toBe('image/png');
  });

  test('a branch is a host of its own; links stay in it; what it changes comes first', async () => {
    await git('switch', '-qc', 'feature/x');
    await write({ 'docs/guide/start.md': '---\ntitle: Better start\n---\n## First\n', 'docs/new.md': '# New\n' });
    await git('rm', '-q', 'docs/index.md');
    await push('change');
    await expect.poll(() => names({ branch: 'feature/x' })).toEqual(['Better start', 'New']);
    const { visitor, origin } = await enter({ branch: 'feature/x' });
    expect(origin).toMatch(/\/\/preview-feature-x-/);
    const { body } = await visitor.get(`${origin}/`, { accept: 'text/html' });
    expect(body).toMatch(
      /Changed against main[\s\S]*Better start[\s\S]*<del>Start<\/del> <ins>Better start<\/ins>[\s\S]*New[\s\S]*<del>Handbook<\/del>[\s\S]*All Things/,
    );
    const json = JSON.parse((await visitor.get(`${origin}/`, { accept: 'application/json' })).body);
    expect(json).toMatchObject({ branch: 'feature/x', total: 2, changes: { changed: [{ name: 'Better start' }] } });
    expect((await visitor.get(`${origin}/ns/docs.do`, { accept: 'text/html' })).status).toBe(404);
    // A cookie of one host opens no other.
    const main = await enter({});
    const cookie = [...visitor.cookiesOf(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
    expect((await new Visitor().get(main.origin, { cookie })).status).toBe(401);
  });

  test('the past is at the address with a commit, a time, a version or a way back, as a page and as a document', async () => {
    await git('switch', '-q', 'main');
    const address = `${NS}/guide/start`;
    const { visitor, origin } = await enter({});
    const json = async (path: string) => {
      const { status, body } = await visitor.get(origin + path, { accept: 'application/ld+json' });
      return { status, ...(JSON.parse(body) as { title?: string; $source?: { commit: string } }) };
    };
    const old = await json('/ns/docs.do/guide/start');
    const before = await client.things.get({ id: address });
    await write({ 'docs/guide/start.md': '---\ntitle: Later start\n---\n## Later\n' });
    await push('later');
    await expect.poll(async () => (await json('/ns/docs.do/guide/start')).title).toBe('Later start');
    const commit = old.$source?.commit ?? '';
    for (const at of [commit, commit.slice(0, 7), before.updatedAt, `v${before.version}`, '~1']) {
      const path = `/ns/docs.do/guide/start@${at}`;
      expect(await json(path), at).toMatchObject({ status: 200, title: 'Start', $source: { commit } });
      const page = await visitor.get(origin + path, { accept: 'text/html' });
      expect([page.status, page.headers['content-type']], at).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.body).toContain('id="h-first"');
      expect(page.body).toContain(`<span class="tag">at ${at === commit ? at.slice(0, 7) : at}</span>`);
    }
    // Its parts are at their lines of the file, and lead there in the session that has the branch.
    expect(await client.things.lines({ id: address })).toEqual({
      path: 'docs/guide/start.md',
      content: 4,
      fields: { title: 2 },
    });
    const now = await visitor.get(`${origin}/ns/docs.do/guide/start`, { accept: 'text/html' });
    expect(now.body).toContain(`/sessions/${session.id}?file=docs%2Fguide%2Fstart.md&#x26;line=4`);
    const index = await visitor.get(`${origin}/?at=${commit}`, { accept: 'text/html' });
    expect(index.body).toContain(`<a href="/ns/docs.do/guide/start@${commit}">Start</a>`);
    expect((await visitor.get(`${origin}/?at=v1`, { accept: 'text/html' })).status).toBe(404);
    // What never was, and what is no time at all.
    for (const at of ['0'.repeat(40), '~9', `v${before.version + 1_000_000}`, '2001-01-01T00:00:00Z', 'yesterday']) {
      expect((await json(`/ns/docs.do/guide/start@${at}`)).status, at).toBe(404);
    }
  });

  test('a link lets whoever has it read that branch of that namespace as it is, until it is taken back', async () => {
    await expect(client.previews.shareContent({ ns: NS, branch: 'none' })).rejects.toMatchObject({
      code: 'BRANCH_NOT_FOUND',
    });
    const shared = await client.previews.shareContent({ ns: NS, branch: 'feature/x', path: '/ns/docs.do/guide/start' });
    expect(await client.previews.contentShares({ ns: NS })).toMatchObject([{ id: shared.id, branch: 'feature/x' }]);
    const guest = new Visitor();
    const answer = await guest.visit(shared.url);
    const { origin, pathname } = new URL(answer.url);
    expect([answer.status, pathname]).toEqual([200, '/ns/docs.do/guide/start']);
    expect(answer.body).toContain('Better start');
    expect(answer.body).not.toMatch(/Explorer|\/sessions\//);
    const index = await guest.get(`${origin}/`, { accept: 'text/html' });
    expect(index.body).toContain('2 Things on feature/x.');
    expect(index.body).not.toContain('Handbook');
    const { version } = await client.things.get({ id: `${NS}/new`, branch: 'feature/x' });
    for (const path of [
      '/ns/blog.do/post',
      '/ns/docs.do',
      '/ns/docs.do/guide/start@~1',
      `/?at=${new Date().toISOString()}`,
      `/ns/docs.do/new@v${version}`,
      `/files/p.png?ns=${encodeURIComponent('https://blog.do')}`,
    ]) {
      expect((await guest.get(origin + path, { accept: 'text/html' })).status, path).toBe(404);
    }
    // Of another branch it opens nothing, nor does its cookie.
    const main = await client.previews.openContent({ ns: NS });
    const elsewhere = new URL(shared.url);
    elsewhere.host = new URL(main.origin).host;
    expect((await new Visitor().visit(elsewhere.href)).body).toContain('This link no longer works');
    const cookie = [...guest.cookiesOf(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
    expect((await new Visitor().get(main.origin, { cookie })).status).toBe(401);
    const stream = await guest.start(`${origin}/__craftastic/content-events`);
    const ended = once(stream.resume(), 'close');
    await client.previews.unshareContent({ ns: NS, id: shared.id });
    await ended;
    expect((await guest.get(origin)).status).toBe(401);
    expect((await new Visitor().visit(shared.url)).status).toBe(404);
    await expect(client.previews.unshareContent({ ns: NS, id: shared.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('a renamed Thing is found at its old address', async () => {
    await git('mv', 'docs/guide/start.md', 'docs/guide/begin.md');
    await push('rename');
    const { visitor, origin } = await enter({});
    await expect
      .poll(
        async () => (await visitor.get(`${origin}/ns/docs.do/guide/start`, { accept: 'text/html' })).headers.location,
      )
      .toBe('/ns/docs.do/guide/begin');
  });

  test('a draft says that it is one, and tells of a save at once', async () => {
    await expect.poll(async () => (await client.bindings.drafts({ ns: NS })).length).toBe(1);
    const { visitor, origin } = await enter({ sessionId: session.id });
    expect(origin).toMatch(/\/\/preview-draft-/);
    const page = () => visitor.get(`${origin}/ns/docs.do`, { accept: 'text/html' });
    expect((await page()).body).toContain('<strong>Draft</strong> of the session «main»');
    const state = /data-state="([^"]+)"/.exec((await page()).body)?.[1];
    const stream = await visitor.start(`${origin}/__craftastic/content-events`);
    expect(stream.headers['content-type']).toBe('text/event-stream');
    stream.setEncoding('utf8');
    let heard = '';
    stream.on('data', (chunk: string) => {
      heard += chunk;
    });
    const states = () => [...heard.matchAll(/data: (.+)\n/g)].map(([, told]) => told);
    await expect.poll(states).toEqual([state]);
    await write({ 'docs/index.md': '# Draft of the welcome\n' });
    await expect.poll(() => new Set(states()).size).toBe(2);
    expect((await page()).body).toContain('id="h-draft-of-the-welcome"');
    expect((await page()).body).toContain('uncommitted');
    const ended = once(stream, 'close');
    await client.sessions.remove({ id: session.id, force: true });
    await expect.poll(async () => (await page()).status).toBe(404);
    stream.destroy();
    await ended;
  });
});

async function enter(place: { branch?: string; sessionId?: string }): Promise<{ visitor: Visitor; origin: string }> {
  const { url, origin } = await client.previews.openContent({ ns: NS, ...place });
  const visitor = new Visitor();
  expect((await visitor.visit(url)).status).toBe(200);
  return { visitor, origin };
}

async function names(place: { branch?: string }): Promise<string[]> {
  return (await client.things.list({ ns: NS, ...place })).things.map(({ name }) => name);
}

async function write(files: Record<string, string | Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(worktree, path)), { recursive: true });
    await writeFile(join(worktree, path), content);
  }
}

async function push(message: string): Promise<void> {
  await git('add', '--all');
  await git('commit', '-qm', message);
  for await (const _ of await client.git.push({ sessionId: session.id })) {
    // To its end.
  }
}

async function git(...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'safe.directory=*'];
  return (await run('git', [...identity, '-C', worktree, ...args])).stdout.trim();
}
