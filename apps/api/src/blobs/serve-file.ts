import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { contractError } from '@craftastic/contract/contract-error';
import { fileOf } from '../things/files.ts';
import type { Readable as Context } from '../things/readable.ts';
import { type BlobParts, readBlob } from './blobs.ts';
import { fileHeaders } from './file-headers.ts';
import { planAnswer } from './plan-answer.ts';

/**
 * A file of a context, now or in the commit `past`, as a browser asks for it: whole, in part, or only if it is another one. Streamed from where it is to the
 * caller. Throws FILE_NOT_FOUND, also for what is a folder, a link or a submodule.
 */
export async function serveFile(
  parts: BlobParts,
  context: Context,
  { path, past = null }: { path: string; past?: string | null },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const row = await fileOf(parts, context, path, past);
  const absent = () => contractError('FILE_NOT_FOUND', { data: { path } });
  if (row?.type !== 'file' || row.hash === null || row.size === null) throw absent();
  const answer = planAnswer(
    {
      method: request.method ?? 'GET',
      range: request.headers.range,
      ifRange: request.headers['if-range'] as string | undefined,
      ifNoneMatch: request.headers['if-none-match'],
    },
    row.hash,
    row.size,
  );
  const headers = { ...fileHeaders(path), ...answer.headers };
  if (answer.status === 304 || answer.status === 416) {
    response.writeHead(answer.status, headers).end();
    return;
  }
  const withLength = { ...headers, 'content-length': answer.length };
  if (answer.body === 'none') {
    response.writeHead(200, withLength).end();
    return;
  }
  const { environment, path: folder } = context.binding;
  const place = { environment, session: context.session, path: folder };
  const content =
    answer.length === 0
      ? null
      : await readBlob(parts, place, row.hash, answer.body === 'whole' ? undefined : answer.body);
  if (content === null && answer.length > 0) throw absent();
  response.writeHead(answer.status, withLength);
  if (content === null) {
    response.end();
    return;
  }
  try {
    await pipeline(content, response);
  } catch (error) {
    // Whoever asked may have left; a player that seeks does so each time.
    if (!request.destroyed) parts.log.info({ err: error, path }, 'a file was cut off');
    response.destroy();
  }
}
