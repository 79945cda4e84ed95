import { z } from 'zod';
import { Id } from './ids.ts';

/** The input of every procedure that belongs to one session; the API authorises by it and the supervisor checks it. */
export const OfSession = z.object({ sessionId: Id });

/** A path below the worktree, `/` between its parts, '' for the worktree itself; bytes as in git-path.ts. */
export const WorktreePath = z
  .string()
  .max(4096)
  .refine((path) => !path.includes('\0') && !path.startsWith('/'), 'is not a path inside the worktree');

export const FilePath = WorktreePath.min(1);
