import type { IncomingMessage, ServerResponse } from 'node:http';
import { contractError } from '@craftastic/contract/contract-error';
import { Id } from '@craftastic/contract/ids';
import { Ns } from '@craftastic/contract/namespace';
import { FilePath } from '@craftastic/contract/of-session';
import { At } from '@craftastic/contract/things';
import { z } from 'zod';
import { lackOfToken } from '../access/roles.ts';
import type { App } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { serveFile } from '../blobs/serve-file.ts';
import { RAW_ROUTES } from '../http/raw-routes.ts';
import { stateAt } from './heads.ts';
import { readable } from './readable.ts';

const Input = z.object({
  ns: Ns,
  path: FilePath,
  branch: z.string().min(1).max(255).optional(),
  session: Id.optional(),
  at: At,
});

/** `GET /api/ns/{ns}/file?path=&branch=|session=&at=`: a file as bytes, with ranges. A stream, which is no procedure. */
export async function serveNsFile(
  app: App,
  request: IncomingMessage & { params: Record<string, unknown> },
  response: ServerResponse,
  caller: Caller,
): Promise<void> {
  const { access, cost } = RAW_ROUTES.nsFile;
  const lack = lackOfToken(caller, access, true);
  if (lack !== null) throw contractError('FORBIDDEN', { message: lack });
  const url = new URL(request.url ?? '/', 'http://api');
  const asked = Input.safeParse({ ...Object.fromEntries(url.searchParams), ns: request.params.ns });
  if (!asked.success) throw contractError('BAD_INPUT', { message: z.prettifyError(asked.error) });
  const right = await app.access.require(caller, { binding: asked.data.ns }, access.role);
  const context = await readable(app.database, asked.data);
  const { path, at } = asked.data;
  const past = at === undefined ? null : (await stateAt(app.database, context, at)).commit;
  const leave = await app.limits.enter(caller.user.id, cost);
  const stop = app.access.watch(caller, { ...right, role: access.role }, () => response.destroy());
  await serveFile(app, context, { path, past }, request, response).finally(() => {
    stop();
    leave();
  });
}
