import { contractError } from '@craftastic/contract/contract-error';
import type { ThingConflict } from '@craftastic/contract/thing-conflict';
import { type Merge, mergeThing } from '@craftastic/things/merge-thing';
import type { Readable } from '../things/readable.ts';
import type { KeptEdit } from './conflicts.ts';
import type { Blocked } from './plan-save.ts';

/** An edit beside what git has now. */
export function presentConflict(
  context: Readable,
  { now, base, theirs }: Omit<Blocked, 'mine'>,
  { mine, message, createdAt }: Omit<KeptEdit, 'base'>,
): ThingConflict {
  const merge: Merge = theirs === null ? { merged: mine, fields: [], body: null } : mergeThing(base, mine, theirs);
  const { type, data, content } = base;
  return {
    $id: now.id,
    ns: context.bindingNs,
    branch: context.branch,
    path: now.path,
    base: { version: base.version, type, data, content },
    mine,
    theirs: theirs && { version: now.version, commit: now.commit, ...theirs },
    ...merge,
    next: now.version,
    message,
    createdAt: createdAt.toISOString(),
  };
}

export function conflictError(context: Readable, blocked: Blocked, kept: Omit<KeptEdit, 'base'>) {
  const data = { conflict: presentConflict(context, blocked, kept) };
  return blocked.theirs === null
    ? contractError('THING_CONFLICT', { message: 'It was deleted in git meanwhile. Your version is kept.', data })
    : contractError('THING_CONFLICT', { data });
}
