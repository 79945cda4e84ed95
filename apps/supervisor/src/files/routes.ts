import type { IncomingMessage, ServerResponse } from 'node:http';
import { contractError } from '@craftastic/contract/contract-error';
import { WorktreePath } from '@craftastic/contract/of-session';
import { sendError } from '../server/send-error.ts';
import { download } from './download.ts';
import { upload } from './upload.ts';

/** `GET /files/download?path=` and `PUT /files/upload?path=&overwrite=1`: streams, which are no procedures. */
export async function handleFileStreams(
  session: { workspace: string; activity(): void },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? '/', 'http://supervisor');
  const isDownload = request.method === 'GET' && url.pathname === '/files/download';
  const isUpload = request.method === 'PUT' && url.pathname === '/files/upload';
  if (!isDownload && !isUpload) return false;
  session.activity();
  try {
    const path = WorktreePath.safeParse(url.searchParams.get('path') ?? '').data;
    if (path === undefined || (isUpload && path === '')) throw contractError('BAD_INPUT');
    if (isDownload) await download(session.workspace, path, request.headers.range, response);
    else {
      await upload(session.workspace, path, url.searchParams.get('overwrite') === '1', request);
      response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
    }
  } catch (error) {
    sendError(request, response, error);
  }
  return true;
}
