import type { BranchPreview } from '@craftastic/contract/previews';
import type { Session } from '@craftastic/contract/sessions';

export interface BranchRow extends Omit<BranchPreview, 'session'> {
  /** As it is now: the list of branches was read when the switcher was opened. */
  session: Pick<Session, 'id' | 'name' | 'status'> | null;
  ports: number[];
}

/** Where a branch stands in the list: what can be seen at once comes first. */
const rank = ({ session, isDefault }: BranchRow): number => {
  if (session?.status === 'running') return 0;
  if (session) return 1;
  return isDefault ? 2 : 3;
};

/** The branches to choose from, with the sessions as they are now; running ones first, then the newest. */
export function branchRows(
  branches: readonly BranchPreview[],
  sessions: readonly Session[],
  environmentId: string,
): BranchRow[] {
  const of = new Map(
    sessions.filter((session) => session.environmentId === environmentId).map((session) => [session.branch, session]),
  );
  return branches
    .map((branch) => {
      const session = of.get(branch.name) ?? null;
      const known = branch.session?.id === session?.id ? (branch.session?.ports ?? []) : [];
      return {
        ...branch,
        session,
        ports: session?.status === 'running' ? known.map(({ port }) => port).sort((one, other) => one - other) : [],
      };
    })
    .sort((one, other) => rank(one) - rank(other) || Date.parse(other.committedAt) - Date.parse(one.committedAt));
}

/** Those whose name has all the words that were typed. */
export function matching<T extends { name: string }>(rows: readonly T[], typed: string): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}
