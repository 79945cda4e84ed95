import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { GitError } from './git-error.ts';
import type { Git } from './runner.ts';

export interface ObjectInfo {
  type: string;
  size: number;
}

export interface ObjectContent {
  type: string;
  content: Buffer;
}

interface Running {
  child: ChildProcessWithoutNullStreams;
  stream: ByteStream;
  ended: Promise<unknown>;
}

/** A program of git's that nothing has asked for so long is let go; the next question starts another one. */
const IDLE_MS = 5000;

/**
 * Objects of a repository by their ids, from one `cat-file --batch-command` that goes on from question to question. A push of
 * one file asks five times, and to start a program takes longer than to answer. It finds what is pushed, and packed anew,
 * while it runs: git looks at its packs again before it calls an object missing. By object id alone: a name could not
 * hold a newline.
 */
export class ObjectReader implements AsyncDisposable {
  readonly #git: Git;
  #running: Running | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(git: Git) {
    this.#git = git;
  }

  /** Types and sizes in bytes, in the order of the ids; null for what is missing. Some hundred ids at a time. */
  info(oids: readonly string[]): Promise<(ObjectInfo | null)[]> {
    return this.#inTurn(async ({ child, stream }) => {
      ask(child, 'info', oids);
      const infos: (ObjectInfo | null)[] = [];
      for (const _ of oids) infos.push(infoOf(await stream.line()));
      return infos;
    });
  }

  /** Whole contents, which are in memory at once, in the order of the ids; null for what is missing. */
  contents(oids: readonly string[]): Promise<(ObjectContent | null)[]> {
    return this.#inTurn(async ({ child, stream }) => {
      ask(child, 'contents', oids);
      const contents: (ObjectContent | null)[] = [];
      for (const _ of oids) {
        const info = infoOf(await stream.line());
        if (info === null) contents.push(null);
        else {
          contents.push({ type: info.type, content: await stream.bytes(info.size) });
          await stream.bytes(1);
        }
      }
      return contents;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn;
    await this.#end();
  }

  #inTurn<T>(work: (running: Running) => Promise<T>): Promise<T> {
    const result = this.#turn.then(async () => {
      clearTimeout(this.#idle);
      this.#running ??= this.#start();
      try {
        return await work(this.#running);
      } catch (error) {
        // What it would say next is the answer to a question that nobody waits for any more.
        await this.#end();
        throw error;
      } finally {
        this.#idle = setTimeout(() => void this.#end(), IDLE_MS).unref();
      }
    });
    this.#turn = result.catch(() => {});
    return result;
  }

  #start(): Running {
    const child = this.#git.open(['cat-file', '--batch-command', '--buffer'], new AbortController().signal);
    const ended = once(child, 'close').catch(() => {});
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    child.stderr.resume();
    return { child, ended, stream: new ByteStream(child.stdout) };
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const running = this.#running;
    this.#running = null;
    if (!running) return;
    running.child.kill('SIGTERM');
    await running.ended;
  }
}

function ask(child: ChildProcessWithoutNullStreams, verb: 'info' | 'contents', oids: readonly string[]): void {
  child.stdin.write(`${oids.map((oid) => `${verb} ${oid}\n`).join('')}flush\n`);
}

/** `8a1b… blob 12`, or `8a1b… missing`. */
function infoOf(line: string): ObjectInfo | null {
  const [, type = '', size] = line.split(' ');
  return size === undefined ? null : { type, size: Number(size) };
}

/** Lines and counted bytes of a stream, in turn. */
class ByteStream {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      this.#rest = Buffer.concat([this.#rest, await this.#next()]);
    }
  }

  async bytes(count: number): Promise<Buffer> {
    const parts = [this.#rest];
    let have = this.#rest.length;
    while (have < count) {
      const chunk = await this.#next();
      parts.push(chunk);
      have += chunk.length;
    }
    const all = parts.length === 1 ? this.#rest : Buffer.concat(parts);
    this.#rest = all.subarray(count);
    return all.subarray(0, count);
  }

  async #next(): Promise<Buffer> {
    const { value, done } = await this.#chunks.next();
    if (done) throw new GitError('GIT_FAILED', { data: { output: 'git cat-file ended before its answer' } });
    return value;
  }
}
