import { posix } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';
import { LineError } from './build-error.ts';
import type { PlacedFile } from './context-files.ts';

/** Contents of the files of a context, in any order; null for one that is too large or missing. */
export type ReadContents = (oids: string[]) => AsyncIterable<readonly { oid: string; content: Buffer | null }[]>;

export interface Owned {
  uid: number;
  gid: number;
  /** For every file; null leaves each its own. */
  mode: number | null;
}

const EPOCH = new Date(0);
const relative = (path: string): string => path.replace(/^\/+/, '');

/** Files of the context, and of the Dockerfile itself, as a tar from the root of the image. */
export function packFiles(
  line: number,
  files: readonly PlacedFile[],
  inline: readonly { target: string; content: string }[],
  owned: Owned,
  read: ReadContents,
): Readable {
  const pack = tar.pack();
  const fill = async () => {
    const { uid, gid } = owned;
    for (const { target, content } of inline) {
      pack.entry({ name: relative(target), mode: owned.mode ?? 0o644, uid, gid, mtime: EPOCH }, content);
    }
    const wanted = new Map<string, PlacedFile[]>();
    for (const placed of files) wanted.set(placed.file.oid, [...(wanted.get(placed.file.oid) ?? []), placed]);
    for await (const part of read([...wanted.keys()])) {
      for (const { oid, content } of part) {
        for (const { file, target } of wanted.get(oid) ?? []) {
          if (content === null)
            throw new LineError(line, `${file.path} is larger than a build takes from a repository.`);
          const header = { name: relative(target), uid, gid, mtime: EPOCH };
          if (file.mode === '120000') {
            pack.entry({ ...header, type: 'symlink', linkname: content.toString('utf8'), mode: 0o777 });
          } else {
            const mode = owned.mode ?? (file.mode === '100755' ? 0o755 : 0o644);
            // Waited for: the engine takes it as fast as it writes, and memory is not the place to wait in.
            await new Promise<void>((resolve, reject) =>
              pack.entry({ ...header, mode, size: content.length }, content, (error) =>
                error ? reject(error) : resolve(),
              ),
            );
          }
        }
      }
    }
    pack.finalize();
  };
  fill().catch((error: Error) => pack.destroy(error));
  return pack;
}

/** One folder as a tar from the root of the image. */
export function packFolder(path: string, { uid, gid } = { uid: 0, gid: 0 }): Readable {
  const pack = tar.pack();
  pack.entry({ name: `${relative(path)}/`, type: 'directory', mode: 0o755, uid, gid, mtime: EPOCH });
  pack.finalize();
  return pack;
}

export function packText(files: readonly { path: string; text: string; mode: number }[]): Readable {
  const pack = tar.pack();
  for (const { path, text, mode } of files) pack.entry({ name: relative(path), mode, mtime: EPOCH }, text);
  pack.finalize();
  return pack;
}

const KEPT = new Set(['file', 'directory', 'symlink', 'link']);

/**
 * What the engine gives of another image’s path, as a tar that puts it at `target`. It is a hostile image’s word: devices and
 * extended attributes are left out, and what is not below the path that was asked for is none of it.
 */
export function moved(
  archive: NodeJS.ReadableStream,
  base: string,
  target: string,
  owned: Owned,
  most: number,
): Readable {
  const pack = tar.pack();
  const extract = tar.extract();
  let bytes = 0;
  const place = (name: string): string | null => {
    const path = posix.normalize(name).replace(/\/$/, '');
    if (path === base) return relative(target);
    return path.startsWith(`${base}/`) ? relative(posix.join(target, path.slice(base.length + 1))) : null;
  };
  extract.on('entry', (header, content, next) => {
    const type = header.type ?? 'file';
    const name = place(header.name);
    const linkname = type === 'link' ? place(header.linkname ?? '') : header.linkname;
    bytes += header.size ?? 0;
    if (bytes > most) {
      next(new Error('it is larger than a build may write'));
      return;
    }
    const isLost = name === null || name === '' || (type === 'link' && !linkname) || !KEPT.has(type);
    // The folder itself may be there already, with an owner and a mode of its own.
    const isTop = type === 'directory' && name === relative(target);
    if (isLost || isTop) {
      content.once('end', () => next());
      content.resume();
      return;
    }
    const mode = type === 'file' ? (owned.mode ?? header.mode) : header.mode;
    const { uid, gid } = owned;
    const entry = pack.entry(
      {
        name,
        type,
        uid,
        gid,
        size: header.size ?? 0,
        mtime: header.mtime ?? EPOCH,
        ...(mode === undefined ? {} : { mode }),
        ...(linkname ? { linkname } : {}),
      },
      (error) => next(error ?? undefined),
    );
    content.pipe(entry);
  });
  pipeline(archive, extract as unknown as Writable).then(
    () => pack.finalize(),
    (error: Error) => pack.destroy(error),
  );
  return pack;
}

/** The one file of the engine’s archive as text; null where it is none, or more than anybody writes. */
export async function textOfArchive(archive: NodeJS.ReadableStream, most = 1024 * 1024): Promise<string | null> {
  const extract = tar.extract();
  let text: string | null = null;
  extract.on('entry', (header, content, next) => {
    const parts: Buffer[] = [];
    const wanted = header.type === 'file' && (header.size ?? 0) <= most;
    content.on('data', (chunk: Buffer) => wanted && parts.push(chunk));
    content.once('end', () => {
      if (wanted) text = Buffer.concat(parts).toString('utf8');
      next();
    });
  });
  await pipeline(archive, extract as unknown as Writable);
  return text;
}
