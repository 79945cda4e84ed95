import { once } from 'node:events';
import { GitError } from './git-error.ts';
import type { Git } from './runner.ts';

export interface BlobContent {
  oid: string;
  /** Null where it is above the limit, missing, or no blob. */
  content: Buffer | null;
}

/** Asked for at once, and read from git's buffer as one. */
const PART = 500;
/** Contents given on at once, but for one that is larger itself. */
const PART_BYTES = 4 * 1024 * 1024;

/**
 * Contents of blobs, in parts, from one `cat-file --batch-command`: a process for each is some hundred times slower. Sizes
 * are asked for first, so that nothing above `maxBytes` is ever read. By object id alone: a name could not hold a newline.
 */
export async function* readBlobs(
  git: Git,
  oids: readonly string[],
  maxBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<BlobContent[], void, void> {
  const leave = new AbortController();
  const both = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
  const child = git.open(['cat-file', '--batch-command', '--buffer'], both);
  const ended = once(child, 'close');
  ended.catch(() => {});
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.stderr.resume();
  const reader = new Reader(child.stdout);
  const ask = (verb: 'info' | 'contents', ids: readonly string[]) =>
    child.stdin.write(`${ids.map((oid) => `${verb} ${oid}\n`).join('')}flush\n`);
  try {
    for (let start = 0; start < oids.length; start += PART) {
      const part = oids.slice(start, start + PART);
      ask('info', part);
      const wanted: { oid: string; size: number }[] = [];
      const without: BlobContent[] = [];
      for (const oid of part) {
        const [, type, size] = (await reader.line()).split(' ');
        if (type === 'blob' && Number(size) <= maxBytes) wanted.push({ oid, size: Number(size) });
        else without.push({ oid, content: null });
      }
      if (without.length > 0) yield without;
      for (let next = 0; next < wanted.length; ) {
        let bytes = 0;
        const some: typeof wanted = [];
        for (; next < wanted.length; next += 1) {
          const blob = wanted[next];
          if (!blob || (some.length > 0 && bytes + blob.size > PART_BYTES)) break;
          some.push(blob);
          bytes += blob.size;
        }
        ask(
          'contents',
          some.map(({ oid }) => oid),
        );
        const contents: BlobContent[] = [];
        for (const { oid, size } of some) {
          await reader.line();
          contents.push({ oid, content: await reader.bytes(size) });
          await reader.bytes(1);
        }
        yield contents;
      }
    }
  } catch (error) {
    if (both.aborted) throw new GitError('CANCELLED');
    throw error;
  } finally {
    child.stdin.end();
    leave.abort();
    await ended.catch(() => {});
  }
}

/** Lines and counted bytes of a stream, in turn. */
class Reader {
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
