import type { Binding } from '@craftastic/contract/bindings';
import { z } from 'zod';
import { COMMIT } from '../../modules/things/moment.ts';

/**
 * What of the explorer is on the screen, all of it in the address: a link to a Thing, to what a branch changes or to
 * what is wrong with it can be sent to somebody. Whatever an address says wrongly is left out.
 */
const text = (most: number) => z.string().min(1).max(most).optional().catch(undefined);

export const ThingsSearch = z.object({
  ns: text(300),
  /** The default branch where left out. */
  branch: text(255),
  /** In place of a branch: the session whose draft is looked at. */
  session: text(64),
  /** A commit or a time: as readers had it then. */
  at: z
    .union([z.string().regex(COMMIT), z.iso.datetime({ offset: true })])
    .optional()
    .catch(undefined),
  view: z.enum(['changes', 'files', 'problems', 'events']).optional().catch(undefined),
  /** With the view of files: a folder or a file. */
  path: text(4096),
  type: text(300),
  id: text(2300),
  version: z.int().positive().optional().catch(undefined),
  /** The Thing as a form, or an edit of it beside what git has. */
  edit: z.enum(['form', 'conflict']).optional().catch(undefined),
});
export type ThingsSearch = z.infer<typeof ThingsSearch>;

/** Without the keys that say nothing, so that addresses stay short. */
export function searchOf(search: unknown): ThingsSearch {
  const parsed = ThingsSearch.safeParse(search);
  if (!parsed.success) return {};
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}

/** The default branch is not in the address. */
export const branchSearch = (branch: string, { defaultBranch }: Binding) =>
  branch === defaultBranch ? {} : { branch };

export function without<K extends keyof ThingsSearch>(search: ThingsSearch, ...keys: K[]): Omit<ThingsSearch, K> {
  const rest = { ...search };
  for (const key of keys) delete rest[key];
  return rest;
}
