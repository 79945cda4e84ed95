import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '@craftastic/contract/environments';

const run = promisify(execFile);

/** A clone of somebody else's, outside of the server. */
export class Checkout {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async of(url: string): Promise<Checkout> {
    const checkout = new Checkout(await mkdtemp(join(tmpdir(), 'cft-checkout-')));
    await checkout.git('clone', '-q', url, '.');
    return checkout;
  }

  /** Of a repository that the server hosts. */
  static ofHosted({ repositoryUrl }: Pick<Environment, 'repositoryUrl'>, token: string): Promise<Checkout> {
    const url = new URL(repositoryUrl);
    url.username = 'eve';
    url.password = token;
    return Checkout.of(url.href);
  }

  async git(...args: string[]): Promise<string> {
    const identity = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.com', '-c', 'commit.gpgsign=false'];
    return (await run('git', [...identity, ...args], { cwd: this.directory })).stdout.trim();
  }

  /** Commit these files on top of what the upstream has, and push. Null takes a file away. Gives the commit. */
  async push(files: Record<string, string | null>, branch = 'main'): Promise<string> {
    await this.pull(branch);
    return this.pushHere(files, branch);
  }

  /** The same on top of what is checked out here, with all that was changed here. */
  async pushHere(files: Record<string, string | null>, branch = 'main'): Promise<string> {
    await this.write(files);
    await this.git('add', '--all');
    await this.git('commit', '-q', '--allow-empty', '-m', Object.keys(files).join(' ') || 'change');
    await this.git('push', '-q', 'origin', `HEAD:refs/heads/${branch}`);
    return this.git('rev-parse', 'HEAD');
  }

  async write(files: Record<string, string | null>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.directory, path);
      if (text === null) await rm(file);
      else {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    }
  }

  async pull(branch = 'main'): Promise<void> {
    await this.git('fetch', '-q', 'origin');
    await this.git('checkout', '-q', '--detach', `origin/${branch}`);
  }

  /** A file as the upstream's branch has it, byte for byte. */
  async show(path: string, branch = 'main'): Promise<string> {
    await this.git('fetch', '-q', 'origin');
    return (await run('git', ['show', `origin/${branch}:${path}`], { cwd: this.directory })).stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
