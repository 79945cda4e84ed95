import type { ServerResponse } from 'node:http';
import { contractError } from '@craftastic/contract/contract-error';
import type { App } from '../app.ts';
import { readFileBytes } from '../things/files.ts';
import { type Readable, readable } from '../things/readable.ts';
import type { Looked } from './looked.ts';

/** Larger files are not for looking at. */
const MOST_BYTES = 10 * 1024 * 1024;

/** What a browser may show. Everything else is saved as it is, and never taken for a page, a style or a script. */
const SHOWN: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  bmp: 'image/bmp',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/plain; charset=utf-8',
};

/** Headers of a repository's file. An SVG is a document when it is opened by itself: then nothing in it runs. */
export function fileHeaders(path: string): Record<string, string> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const type = Object.hasOwn(SHOWN, extension) ? SHOWN[extension] : undefined;
  return {
    'content-type': type ?? 'application/octet-stream',
    'content-disposition':
      type === undefined ? `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, '')}` : 'inline',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-cache',
  };
}

/** A file of the folder, as the branch or the session has it. */
export async function sendFile(app: App, context: Looked, url: URL, response: ServerResponse): Promise<void> {
  const path = decoded(url.pathname.slice('/files/'.length));
  if (path === null || path === '') throw contractError('FILE_NOT_FOUND', { data: { path: path ?? '' } });
  const ns = url.searchParams.get('ns');
  const from = ns === null || ns === context.bindingNs ? context : await otherContext(app, context, ns);
  const bytes = await readFileBytes(app, from, path, MOST_BYTES);
  response.writeHead(200, { ...fileHeaders(path), 'content-length': bytes.length }).end(bytes);
}

/** Another namespace of the same environment: as the same branch or session has it, else its default branch. */
async function otherContext(app: App, { branch, session, binding, guest }: Looked, ns: string): Promise<Readable> {
  if (guest) throw contractError('NAMESPACE_NOT_BOUND');
  const here = session === '' ? { branch } : { session };
  const other = await readable(app.database, { ns, ...here }).catch(() => readable(app.database, { ns }));
  if (other.binding.environmentId !== binding.environmentId) throw contractError('NAMESPACE_NOT_BOUND');
  return other;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
