import type { Session } from '@craftastic/contract/sessions';
import { client, errorData } from '../../api/client.ts';
import { count } from '../../app/format.ts';
import { confirm } from '../../components/confirm.tsx';
import { toast } from '../../components/toast.tsx';

/**
 * Asks, then removes the session. Where the server refuses because work would be lost, says which work, and asks
 * again. Resolves with whether it went.
 */
export async function removeSession(session: Session): Promise<boolean> {
  const yes = await confirm({
    title: `Remove session ${session.name}?`,
    body: `Its terminals and its files go. Commits on ${session.branch} stay in the repository.`,
    action: 'Remove',
    danger: true,
  });
  return yes && attempt(session, false);
}

async function attempt(session: Session, force: boolean): Promise<boolean> {
  try {
    await client.sessions.remove({ id: session.id, force });
    toast.done(`Session ${session.name} was removed`);
    return true;
  } catch (thrown) {
    const lost = errorData(thrown, 'WORK_WOULD_BE_LOST');
    if (!lost || force) {
      toast.failed(`Session ${session.name} was not removed`, thrown);
      return false;
    }
    const rows = [
      lost.uncommitted > 0 && `${count(lost.uncommitted, 'file')} with uncommitted changes`,
      lost.unpushed > 0 && `${count(lost.unpushed, 'commit')} not pushed`,
      lost.stashes > 0 && count(lost.stashes, 'stash', 'stashes'),
    ].filter((row) => row !== false);
    const yes = await confirm({
      title: 'This work would be lost',
      body: (
        <>
          <p>Session {session.name} holds what exists nowhere else:</p>
          <ul className="mt-2 list-disc pl-5 text-text">
            {rows.map((row) => (
              <li key={row}>{row}</li>
            ))}
          </ul>
          <p className="mt-2">To keep it, open the session, commit and push.</p>
        </>
      ),
      action: 'Remove anyway',
      dismiss: 'Keep session',
      danger: true,
    });
    return yes && attempt(session, true);
  }
}
