import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@craftastic/contract/environments';
import { type Client, Craftastic, ready } from '../../e2e/support/craftastic.ts';
import { run } from './command.ts';

const IDENTITY = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];

/** A page as people write them: some keys, a heading, a screen of text with links. */
export function page(title: string, paragraphs = 10): string {
  const keys = ['title', 'description', 'tags', 'date', 'draft'];
  const values = [title, `What ${title} is about, in a sentence or so`, '[one, two]', '2026-01-31', 'false'];
  const text = 'Some words of text that make a paragraph, with [a link](./page-1.md) in it.\n\n'.repeat(paragraphs);
  return `---\n${keys.map((key, at) => `${key}: ${values[at]}`).join('\n')}\n---\n\n# ${title}\n\n${text}`;
}

/** So many pages, a hundred in a folder. */
export function pages(count: number, about: string): Map<string, string> {
  return new Map(
    Array.from({ length: count }, (_, at) => [
      `docs/part-${Math.floor(at / 100)}/page-${at}.md`,
      page(`Page ${at} of ${about}`),
    ]),
  );
}

/** A server with a hosted repository, and a clone of it to push from. */
export class ContentScene {
  readonly craftastic: Craftastic;
  readonly client: Client;
  readonly folder: string;

  private constructor(craftastic: Craftastic, folder: string) {
    this.craftastic = craftastic;
    this.client = craftastic.client();
    this.folder = folder;
  }

  static async start(stack: AsyncDisposableStack): Promise<ContentScene> {
    const craftastic = stack.use(await Craftastic.start());
    const folder = await mkdtemp(join(tmpdir(), 'craftastic-bench-'));
    stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    return new ContentScene(craftastic, folder);
  }

  async repository(name: string): Promise<Repository> {
    const environment = await ready(this.client, (await this.client.environments.create({ name })).id);
    const clone = join(this.folder, environment.slug);
    const url = environment.repositoryUrl.replace('http://', `http://x:${this.craftastic.token}@`);
    await run('git', ['clone', '--quiet', url, clone], this.folder);
    const hosted = join(this.craftastic.data, 'repos', environment.id, 'gitx.git');
    return new Repository(environment, url, clone, hosted);
  }

  /** Resolves when a namespace's branch is at this commit. Begin to wait before it can be there. */
  async synced(ns: string, branch: string, commit: string | null, after: number): Promise<void> {
    for await (const event of await this.client.events.stream({ after })) {
      if (event.type !== 'things.synced' || event.ns !== ns || event.branch !== branch) continue;
      if (commit === null || event.commit === commit) return;
    }
    throw new Error('the server hung up');
  }

  async lastEvent(): Promise<number> {
    const [last] = await this.client.events.list({ limit: 1 });
    return last?.sequence ?? 0;
  }
}

export class Repository {
  readonly environment: Environment;
  readonly url: string;
  readonly clone: string;
  /** What the server serves. */
  readonly hosted: string;

  constructor(environment: Environment, url: string, clone: string, hosted: string) {
    this.environment = environment;
    this.url = url;
    this.clone = clone;
    this.hosted = hosted;
  }

  async git(...args: string[]): Promise<string> {
    return (await run('git', [...IDENTITY, ...args], this.clone)).trim();
  }

  /** A commit on top of `main` with these files changed, as the branch `branch`; not pushed yet. */
  async commit(branch: string, files: ReadonlyMap<string, string>): Promise<string> {
    const head = await this.git('rev-parse', 'refs/remotes/origin/main');
    const child = spawn('git', ['fast-import', '--quiet', '--force'], {
      cwd: this.clone,
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    const ended = once(child, 'close');
    child.stdin.write(
      `commit refs/heads/${branch}\ncommitter Ada <ada@example.com> ${Math.floor(Date.now() / 1000)} +0000\n`,
    );
    child.stdin.write(`data 6\nChange\nfrom ${head}\n`);
    for (const [path, text] of files) {
      child.stdin.write(`M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    }
    child.stdin.end();
    const [code] = await ended;
    if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
    return this.git('rev-parse', `refs/heads/${branch}`);
  }

  async push(...refs: string[]): Promise<void> {
    await this.git('push', '--quiet', 'origin', ...refs);
  }
}
