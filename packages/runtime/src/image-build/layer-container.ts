import { PassThrough, type Readable } from 'node:stream';
import { setInterval as every } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type Docker from 'dockerode';
import { unless } from '../engine-error.ts';
import { textOfArchive } from './build-archive.ts';
import { type BuildMaking, buildContainerOptions } from './build-container.ts';
import { LineError } from './build-error.ts';

/** How often it is looked how much a command has written. The engine tells of nothing, and counts by walking. */
const DISK_EVERY_MS = 2000;
/** The end of what a command said, kept for its failure. */
const KEPT_OUTPUT = 16 * 1024;

/** What the engine says of a path of a container. */
interface PathStat {
  isFolder: boolean;
  /** Where a link leads, followed to its end inside the container. */
  linkTarget: string;
}

/** Go's bits of a mode. */
const GO_FOLDER = 0x8000_0000;

/** A container in which one layer is made; it goes with the end of its scope. */
export class LayerContainer implements AsyncDisposable {
  readonly #docker: Docker;
  readonly #container: Docker.Container;
  readonly #signal: AbortSignal;

  private constructor(docker: Docker, container: Docker.Container, signal: AbortSignal) {
    this.#docker = docker;
    this.#container = container;
    this.#signal = signal;
  }

  static async make(docker: Docker, making: BuildMaking, signal: AbortSignal): Promise<LayerContainer> {
    signal.throwIfAborted();
    return new LayerContainer(docker, await docker.createContainer(buildContainerOptions(making)), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await unless([404, 409], this.#container.remove({ force: true, v: true }));
  }

  /** Unpack a tar from the root of the image. The engine does it in there, so that no link leads out. */
  async put(archive: Readable): Promise<void> {
    const failed = Promise.withResolvers<never>();
    const leave = new AbortController();
    // The client pipes it and hears of no error: one that is not heard ends the server.
    archive.once('error', (error) => {
      failed.reject(error);
      leave.abort();
    });
    const abortSignal = AbortSignal.any([this.#signal, leave.signal]);
    const sent = this.#container.putArchive(archive, { path: '/', abortSignal });
    sent.catch(() => {});
    failed.promise.catch(() => {});
    await Promise.race([sent, failed.promise]);
  }

  get(path: string): Promise<NodeJS.ReadableStream> {
    return this.#container.getArchive({ path, abortSignal: this.#signal });
  }

  async stat(path: string): Promise<PathStat | null> {
    const answer = (await unless([404], this.#container.infoArchive({ path }))) as {
      headers?: Record<string, string>;
      resume?: () => void;
    } | null;
    const header = answer?.headers?.['x-docker-container-path-stat'];
    answer?.resume?.();
    if (header === undefined) return null;
    const stat: unknown = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
    const { mode = 0, linkTarget = '' } = stat as { mode?: number; linkTarget?: string };
    return { isFolder: (mode & GO_FOLDER) !== 0, linkTarget };
  }

  /** A small file of the image as text; '' where there is none. */
  async text(path: string): Promise<string> {
    const archive = await unless([404], this.get(path));
    return archive === null ? '' : ((await textOfArchive(archive)) ?? '');
  }

  /** Run its command to its end. Fails in words, with the end of what it said, unless that is 0. */
  async run(
    at: { line: number; text: string },
    limits: { diskBytes: number; memoryBytes: number },
    /** What the layers before it have written. */
    before: number,
    onOutput: (text: string) => void,
  ): Promise<void> {
    let said = '';
    const stream = await this.#container.attach({ stream: true, stdout: true, stderr: true });
    const text = new PassThrough();
    this.#docker.modem.demuxStream(stream, text, text);
    stream.once('end', () => text.end());
    stream.once('error', () => text.end());
    text.setEncoding('utf8').on('data', (chunk: string) => {
      const shown = stripVTControlCharacters(chunk);
      said = (said + shown).slice(-KEPT_OUTPUT);
      onOutput(shown);
    });
    const abortSignal = this.#signal;
    // Asked before it starts: one that ends at once would not be seen.
    const ended: Promise<{ StatusCode: number }> = this.#container.wait({ condition: 'next-exit', abortSignal });
    ended.catch(() => {});
    await this.#container.start();
    const done = new AbortController();
    const tooMuch = this.#watchDisk(limits.diskBytes - before, done.signal);
    try {
      const { StatusCode: code } = await ended;
      done.abort();
      const fail = (why: string) => new LineError(at.line, `${why}: ${at.text}`, said);
      if (await tooMuch) throw fail(`the image would be larger than ${megabytes(limits.diskBytes)}`);
      if (code === 0) return;
      const { State: state } = await this.#container.inspect();
      throw state.OOMKilled
        ? fail(`it wanted more memory than ${megabytes(limits.memoryBytes)}`)
        : fail(`it ended with code ${code}`);
    } finally {
      done.abort();
    }
  }

  /** Ends the command and resolves to true where it writes more than it may; false once `done`. */
  async #watchDisk(most: number, done: AbortSignal): Promise<boolean> {
    try {
      for await (const _ of every(DISK_EVERY_MS, undefined, { signal: done, ref: false })) {
        if ((await this.written()) <= most) continue;
        await unless([404, 409], this.#container.kill());
        return true;
      }
    } catch {
      // It has ended, or the engine is away; then the command's own end says so.
    }
    return false;
  }

  /** Bytes that are its own, beside the image's. */
  async written(): Promise<number> {
    const filters = { id: [this.#container.id] };
    const [found] = await this.#docker.listContainers({ all: true, size: true, filters });
    // The client's types know the option and not its answer.
    return ((found ?? {}) as { SizeRw?: number }).SizeRw ?? 0;
  }

  /** Keep what it is now as an image. */
  async commit(name: string): Promise<void> {
    const [repo = '', tag = ''] = name.split(':');
    await this.#container.commit({ repo, tag, abortSignal: this.#signal });
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MB`;
