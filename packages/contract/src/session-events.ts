import { z } from 'zod';
import { DevServer } from './dev-server.ts';
import { GitStatus } from './git.ts';
import { Ports } from './ports.ts';
import { Terminal } from './terminals.ts';

/** A change on disk, below the worktree. `paths` is null where too much changed to name it: reread what is shown. */
export const FilesChanged = z.object({
  type: z.literal('files'),
  paths: z.array(z.object({ path: z.string(), kind: z.enum(['created', 'changed', 'deleted']) })).nullable(),
});

/**
 * What a session's supervisor tells, pushed. A new listener gets the present state first, so it never
 * has to ask and can't miss a change between asking and listening.
 */
export const SupervisorEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('git'), status: GitStatus }),
  z.object({ type: z.literal('terminals'), terminals: z.array(Terminal) }),
  Ports.omit({ seen: true }).extend({ type: z.literal('ports') }),
  z.object({ type: z.literal('dev-server'), state: DevServer }),
  FilesChanged,
  z.object({
    type: z.literal('activity'),
    at: z.iso.datetime().describe('Last input or output of a terminal, or edit'),
  }),
]);
export type SupervisorEvent = z.infer<typeof SupervisorEvent>;
