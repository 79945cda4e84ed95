import { constants } from 'node:fs';
import { lstat, open, readdir, readlink, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseRange } from '@craftastic/contract/byte-range';
import { displayPath, pathFromBytes } from '@craftastic/contract/git-path';
import yazl from 'yazl';
import { log } from '../log.ts';
import { openRegular } from './read-file.ts';
import { fromPath, resolveDirectory, resolvePath } from './resolve-path.ts';

const SLASH = Buffer.from('/');

/** A file as it is (with ranges), a directory as a zip that is made while it is sent. Always as an attachment. */
export async function download(
  workspace: string,
  path: string,
  range: string | undefined,
  response: ServerResponse,
): Promise<void> {
  try {
    if (path === '') return await sendDirectory(workspace, '', response);
    await using place = await resolvePath(workspace, path, { follow: true });
    if ((await stat(place.at)).isDirectory()) return await sendDirectory(workspace, path, response);
    await using file = await openRegular(place, path);
    const { size, mtime } = await file.stat();
    const part = parseRange(range, size);
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('last-modified', mtime.toUTCString());
    if (part === 'unsatisfiable') {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return;
    }
    const { start, end } = part ?? { start: 0, end: size - 1 };
    setHead(response, nameOf(path), end - start + 1);
    if (part) response.setHeader('content-range', `bytes ${start}-${end}/${size}`);
    response.writeHead(part ? 206 : 200);
    if (size === 0) response.end();
    // Not beyond the announced size: a log may grow meanwhile.
    else await pipeline(file.createReadStream({ start, end, autoClose: false }), response);
  } catch (error) {
    throw fromPath(error, path);
  }
}

async function sendDirectory(workspace: string, path: string, response: ServerResponse): Promise<void> {
  const directory = await resolveDirectory(workspace, path);
  const name = path === '' ? 'worktree' : nameOf(path);
  const zip = new yazl.ZipFile();
  const sending = (async () => {
    setHead(response, `${name}.zip`);
    response.writeHead(200);
    await pipeline(zip.outputStream as NodeJS.ReadableStream, response);
  })();
  zip.on('error', (error: unknown) => {
    log('A download was cut off', { error });
    response.destroy();
  });
  const filling = addEntries(zip, directory, name, path === '', response).then(() => zip.end());
  await Promise.all([sending, filling]);
}

/** Symlinks go in as symlinks, wherever they lead; pipes, sockets and devices are left out. */
async function addEntries(
  zip: yazl.ZipFile,
  directory: Buffer,
  prefix: string,
  isTop: boolean,
  response: ServerResponse,
): Promise<void> {
  for (const name of await readdir(directory, { encoding: 'buffer' })) {
    if (response.destroyed) return;
    const text = displayPath(pathFromBytes(name));
    if (isTop && text === '.git') continue;
    const full = Buffer.concat([directory, SLASH, name]);
    const inZip = `${prefix}/${text}`.replaceAll('\\', '_');
    const stats = await lstat(full).catch(() => null);
    if (!stats) continue;
    const options = { mtime: stats.mtime, mode: stats.mode };
    if (stats.isSymbolicLink()) zip.addBuffer(await readlink(full, { encoding: 'buffer' }), inZip, options);
    else if (stats.isDirectory()) {
      zip.addEmptyDirectory(inZip, options);
      await addEntries(zip, full, inZip, false, response);
    } else if (stats.isFile()) {
      zip.addReadStreamLazy(inZip, options, (opened) => {
        open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).then(
          (handle) => opened(null, handle.createReadStream()),
          // Gone meanwhile, or not for us: empty in the zip, which is better than no zip.
          () => opened(null, Readable.from([])),
        );
      });
    }
  }
}

function setHead(response: ServerResponse, name: string, length?: number): void {
  // Never shown: a page from the worktree would run with the rights of ours.
  response.setHeader('content-type', 'application/octet-stream');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-disposition', `attachment; filename*=UTF-8''${encodeName(displayPath(name))}`);
  if (length !== undefined) response.setHeader('content-length', length);
}

/** RFC 8187. */
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

function nameOf(path: string): string {
  return path.slice(path.replace(/\/$/, '').lastIndexOf('/') + 1);
}
