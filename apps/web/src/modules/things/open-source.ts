import type { Session } from '@craftastic/contract/sessions';
import type { QueryClient } from '@tanstack/react-query';
import { client, errorData, orpc } from '../../api/client.ts';
import { writeSession } from '../../api/live.ts';
import { confirm } from '../../components/confirm.tsx';
import { toast } from '../../components/toast.tsx';
import { openFile } from '../editor/open-file.ts';

export interface SourcePlace {
  environmentId: string;
  branch: string;
  /** In the repository. */
  path: string;
  /** From 1. */
  line?: number;
  column?: number;
}

/**
 * Brings the file into the editor of the session that has the branch open; where none has, asks whether to open one.
 * Resolves with the session to go to, null where there is none.
 */
export async function openSource(queries: QueryClient, place: SourcePlace): Promise<string | null> {
  const { environmentId, branch, path, line, column } = place;
  try {
    const sessions = await queries.fetchQuery(orpc.sessions.list.queryOptions({ input: {} }));
    const isIt = (session: Session) => session.environmentId === environmentId && session.branch === branch;
    const sessionId =
      sessions.find((session) => isIt(session) && session.status !== 'removing')?.id ??
      (await offerSession(queries, environmentId, branch));
    if (sessionId === null) return null;
    openFile(sessionId, path, { ...(line !== undefined && { line }), ...(column !== undefined && { column }) });
    return sessionId;
  } catch (thrown) {
    toast.failed(`No session for ${branch} could be opened`, thrown);
    return null;
  }
}

async function offerSession(queries: QueryClient, environmentId: string, branch: string): Promise<string | null> {
  const yes = await confirm({
    title: `Open ${branch} in a session?`,
    body: 'No session has this branch open. A new one checks it out, with terminals and a sandbox of its own.',
    action: 'Open session',
  });
  if (!yes) return null;
  // The Thing may be of a push that the repository of the sessions has not fetched. Where the host doesn't answer, an
  // older file is still better than none.
  await client.environments.fetch({ id: environmentId }).catch(() => undefined);
  try {
    const session = await client.sessions.create({ environmentId, branch });
    writeSession(queries, session);
    return session.id;
  } catch (thrown) {
    // Somebody opened it while the question was on the screen.
    const holder = errorData(thrown, 'BRANCH_IN_USE')?.sessionId;
    if (holder) return holder;
    throw thrown;
  }
}
