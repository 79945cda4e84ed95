import type { Environment } from '@craftastic/contract/environments';
import type { Session } from '@craftastic/contract/sessions';
import { client, errorOf } from '../../api/client.ts';
import { count } from '../../app/format.ts';
import { confirm } from '../../components/confirm.tsx';
import { toast } from '../../components/toast.tsx';

/** Asks, then removes the environment with its sessions. Resolves with whether it went. */
export async function removeEnvironment(environment: Environment, sessions: readonly Session[]): Promise<boolean> {
  const yes = await confirm({
    title: `Remove ${environment.name}?`,
    body: (
      <>
        {environment.hosted ? (
          <p>This server holds the only copy of this repository. It is deleted with all its branches.</p>
        ) : (
          <p>What was pushed to {environment.repositoryUrl} stays there. The copy on this server is deleted.</p>
        )}
        {sessions.length > 0 && (
          <>
            <p className="mt-3 font-medium text-text">{count(sessions.length, 'session')} will be removed:</p>
            <ul className="mt-1 max-h-40 overflow-y-auto">
              {sessions.map((session) => (
                <li key={session.id} className="flex gap-2">
                  <span className="truncate text-text">{session.name}</span>
                  <span>{holds(session)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </>
    ),
    action: sessions.length > 0 ? `Remove with ${count(sessions.length, 'session')}` : 'Remove environment',
    danger: true,
  });
  if (!yes) return false;
  return attempt(environment, sessions.length > 0);
}

async function attempt(environment: Environment, force: boolean): Promise<boolean> {
  try {
    await client.environments.remove({ id: environment.id, force });
    toast.done(`${environment.name} was removed`);
    return true;
  } catch (thrown) {
    const { code, message } = errorOf(thrown);
    // Sessions made meanwhile, or work in a session that the list did not know of.
    if (!force && (code === 'ENVIRONMENT_IN_USE' || code === 'WORK_WOULD_BE_LOST')) {
      const yes = await confirm({
        title: `Remove ${environment.name} anyway?`,
        body: message,
        action: 'Remove anyway',
        danger: true,
      });
      return yes && attempt(environment, true);
    }
    toast.failed(`${environment.name} was not removed`, thrown);
    return false;
  }
}

function holds(session: Session): string {
  const parts = [
    session.changes ? `${count(session.changes, 'uncommitted change')}` : '',
    session.ahead ? `${count(session.ahead, 'unpushed commit')}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'no unsaved work known';
}
