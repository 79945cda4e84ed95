import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseRange } from '@craftastic/contract/byte-range';
import { contractError } from '@craftastic/contract/contract-error';
import { Id } from '@craftastic/contract/ids';
import { blobSize, streamBlob } from '@craftastic/git/open-blob';
import { sendError } from '../server/send-error.ts';
import { draftGit } from './drafts.ts';
import type { Layout } from './layout.ts';
import { upstreamGit } from './upstream.ts';

/** `GET /blobs/{oid}?session=`: content of the upstream, or of a session's draft, with ranges. A stream, which is no procedure. */
export async function sendBlob(layout: Layout, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const url = new URL(request.url ?? '/', 'http://supervisor');
  const oid = /^\/blobs\/([0-9a-f]{40}|[0-9a-f]{64})$/.exec(url.pathname)?.[1];
  if (request.method !== 'GET' || oid === undefined) return false;
  const left = new AbortController();
  response.once('close', () => left.abort());
  try {
    const session = url.searchParams.get('session');
    const git = session === null ? (await upstreamGit(layout)).git : draftGit(layout, Id.parse(session));
    const size = await blobSize(git, oid);
    if (size === null) throw contractError('NOT_FOUND', { message: 'The repository has no such blob.' });
    const part = parseRange(request.headers.range, size);
    if (part === 'unsatisfiable') {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return true;
    }
    const range = part ?? { start: 0, end: size - 1 };
    response.writeHead(part ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': range.end - range.start + 1,
      ...(part ? { 'content-range': `bytes ${range.start}-${range.end}/${size}` } : {}),
    });
    if (size === 0) response.end();
    else await pipeline(Readable.from(streamBlob(git, oid, range, left.signal)), response);
  } catch (error) {
    sendError(request, response, error);
  }
  return true;
}
