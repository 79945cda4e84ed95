import type { IncomingMessage, ServerResponse } from 'node:http';
import { contractError } from '@craftastic/contract/contract-error';
import type { App } from '../app.ts';
import { serveFile } from '../blobs/serve-file.ts';
import { type Readable, readable } from '../things/readable.ts';
import type { Looked } from './looked.ts';

/** A file of the folder, as the branch or the session has it. */
export async function sendFile(
  app: App,
  context: Looked,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = decoded(url.pathname.slice('/files/'.length));
  if (path === null || path === '') throw contractError('FILE_NOT_FOUND', { data: { path: path ?? '' } });
  const ns = url.searchParams.get('ns');
  const from = ns === null || ns === context.bindingNs ? context : await otherContext(app, context, ns);
  await serveFile(app, from, { path }, request, response);
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
