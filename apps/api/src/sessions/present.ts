import type { Progress } from '@craftastic/contract/progress';
import type { Session, Usage } from '@craftastic/contract/sessions';
import type { Session as SessionRow } from '@craftastic/db/generated/client';
import { keptFailure } from '../http/failure.ts';

/** What is known of a session beside its row, and not kept. */
export interface Passing {
  progress: Progress | null;
  usage: Omit<Usage, 'diskBytes'> | null;
}

export function presentSession(row: SessionRow, { progress, usage }: Passing): Session {
  const diskBytes = row.diskBytes === null ? null : Number(row.diskBytes);
  return {
    id: row.id,
    environmentId: row.environmentId,
    name: row.name,
    branch: row.branch,
    status: row.status,
    progress,
    error: keptFailure(row.error),
    runtime: row.runtime === 'docker' ? 'docker' : 'local',
    unusedKeys: row.unusedKeys,
    ahead: row.ahead,
    behind: row.behind,
    changes: row.changes,
    usage: usage && row.status === 'running' ? { ...usage, diskBytes } : null,
    createdAt: row.createdAt.toISOString(),
    lastActiveAt: row.lastActiveAt.toISOString(),
  };
}
