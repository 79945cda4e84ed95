import { pathAt } from '@craftastic/contract/content-path';
import type { App } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { readable } from '../things/readable.ts';
import { contentLabel } from './content-label.ts';

/** The way in to a content host, for a caller who may read the namespace. */
export async function openContent(
  app: App,
  caller: Caller,
  input: {
    ns: string;
    branch?: string | undefined;
    sessionId?: string | undefined;
    path: string;
    at?: string | undefined;
  },
): Promise<{ url: string; origin: string; address: string }> {
  const { ns, branch, sessionId: session } = input;
  const path = pathAt(input.path, input.at ?? null);
  const context = await readable(app.database, { ns, branch, session });
  const label = contentLabel({ ns: context.bindingNs, branch: context.branch, session: context.session });
  const origin = app.previews.originOf(label);
  const url = await app.previews.entrance(caller, { label, sessionId: null }, path);
  return { url, origin, address: `${origin}${path}` };
}
