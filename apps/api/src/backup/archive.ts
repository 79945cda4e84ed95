import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough, type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import tar from 'tar-stream';
import { z } from 'zod';

/** A part is as long as it gets, and tar wants a length first: so it is cut into pieces of this size. */
const PIECE_BYTES = 8 * 1024 * 1024;
const MANIFEST = 'manifest.json';

/** What a backup is of, and what each part has to be when it is read again. */
const Manifest = z.object({
  format: z.literal(1),
  version: z.string(),
  createdAt: z.iso.datetime(),
  /** Where the data folder was: worktrees have its path in them. */
  dataDirectory: z.string(),
  migrations: z.array(z.string()),
  parts: z.array(
    z.object({ name: z.string(), bytes: z.number(), sha256: z.string(), columns: z.array(z.string()).optional() }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

/** A backup that can't be used, in words for the person who has it. */
export class BackupError extends Error {
  override name = 'BackupError';
}

/** A gzipped tar that is written from its beginning to its end; the manifest comes last, when every sum is known. */
export class ArchiveWriter {
  readonly #pack = tar.pack();
  readonly #written: Promise<void>;
  readonly #parts: Manifest['parts'] = [];

  constructor(path: string) {
    // What is in it is for its owner alone: secrets are sealed in it, files are not.
    this.#written = pipeline(
      this.#pack,
      createGzip({ level: 1 }),
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    );
    this.#written.catch(() => {});
  }

  /** A stream into which a part is written. */
  part(name: string, columns?: string[]): Writable {
    const hash = createHash('sha256');
    let bytes = 0;
    let pieces = 0;
    let held: Buffer[] = [];
    let length = 0;
    const flush = async () => {
      await this.#entry(`${name}/${String(pieces).padStart(6, '0')}`, Buffer.concat(held));
      pieces += 1;
      held = [];
      length = 0;
    };
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        hash.update(chunk);
        bytes += chunk.length;
        held.push(chunk);
        length += chunk.length;
        if (length < PIECE_BYTES) return done();
        flush().then(() => done(), done);
      },
      final: (done) => {
        flush()
          .then(() => {
            this.#parts.push({ name, bytes, sha256: hash.digest('hex'), ...(columns ? { columns } : {}) });
            done();
          })
          .catch(done);
      },
    });
  }

  async end(about: Omit<Manifest, 'format' | 'parts'>): Promise<void> {
    const manifest: Manifest = { format: 1, ...about, parts: this.#parts };
    await this.#entry(MANIFEST, Buffer.from(JSON.stringify(manifest, null, 2)));
    this.#pack.finalize();
    await this.#written;
  }

  async #entry(name: string, content: Buffer): Promise<void> {
    const taken = new Promise<void>((resolve, reject) => {
      this.#pack.entry({ name, mode: 0o600 }, content, (error) => (error ? reject(error) : resolve()));
    });
    // A disk that is full ends the file and never takes the entry.
    await Promise.race([taken, this.#written.then(() => {})]);
  }
}

/** Read a backup whole and hold every part against its sum, before anything is done with any of it. */
export async function verifyArchive(path: string): Promise<Manifest> {
  const sums = new Map<string, { bytes: number; sha256: string }>();
  let manifest: Manifest | null = null;
  try {
    for await (const { name, content } of partsOf(path)) {
      if (name === MANIFEST) {
        const text = Buffer.concat(await content.toArray()).toString('utf8');
        manifest = Manifest.parse(JSON.parse(text));
        continue;
      }
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      sums.set(name, { bytes, sha256: hash.digest('hex') });
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new BackupError(`There is no file ${path}.`, { cause });
    throw new BackupError(`${path} is damaged, or no backup of Craftastic.`, { cause });
  }
  if (manifest === null) throw new BackupError(`${path} ends too early: it was not written to its end.`);
  for (const { name, bytes, sha256 } of manifest.parts) {
    const found = sums.get(name);
    if (found?.bytes !== bytes || found.sha256 !== sha256) throw new BackupError(`${name} in ${path} is damaged.`);
  }
  if (sums.size !== manifest.parts.length) throw new BackupError(`${path} has parts that its manifest does not name.`);
  return manifest;
}

/** The parts in their order, each to be read to its end before the next. */
export async function* partsOf(path: string): AsyncGenerator<{ name: string; content: Readable }> {
  const parts: { name: string; content: PassThrough }[] = [];
  let last: { name: string; content: PassThrough } | null = null;
  let ring = () => {};
  const extract = tar.extract();
  extract.on('entry', ({ name: piece }, stream, next) => {
    const name = piece.replace(/\/\d{6}$/, '');
    let part = last;
    if (part?.name !== name) {
      part?.content.end();
      part = { name, content: new PassThrough() };
      last = part;
      parts.push(part);
      ring();
    }
    stream.once('end', () => next());
    stream.pipe(part.content, { end: false });
  });
  let over = false;
  const reading = pipeline(createReadStream(path), createGunzip(), extract).then(
    () => last?.content.end(),
    (error: Error) => {
      last?.content.destroy(error);
      throw error;
    },
  );
  reading
    .catch(() => {})
    .finally(() => {
      over = true;
      ring();
    });
  for (;;) {
    const part = parts.shift();
    if (part) yield part;
    else if (over) break;
    else
      await new Promise<void>((resolve) => {
        ring = resolve;
      });
  }
  await reading;
}
