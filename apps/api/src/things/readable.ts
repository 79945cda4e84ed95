import { contractError } from '@craftastic/contract/contract-error';
import type { Source, ThingSummary } from '@craftastic/contract/things';
import type { Database } from '@craftastic/db/database';
import type { Binding, BranchContext, Environment } from '@craftastic/db/generated/client';
import type { z } from 'zod';
import type { Environments } from '../environments/environments.ts';

/** A branch context that can be read, with where it comes from. */
export type Readable = BranchContext & { binding: Binding & { environment: Environment } };

const WITH = { binding: { include: { environment: true } } } as const;

/** Which context of a namespace is meant: the draft of a session, else a branch, else the default one. */
export interface Place {
  ns: string;
  branch?: string | undefined;
  session?: string | undefined;
}

/** A branch's own namespace names it too. */
export async function readable(database: Database, { ns, branch, session }: Place): Promise<Readable> {
  const { client } = database;
  if (session !== undefined) return draft(database, ns, session);
  const binding = await client.binding.findUnique({ where: { ns } });
  if (!binding) {
    const own = await client.branchContext.findFirst({
      where: { branchNs: ns, session: '', status: 'active' },
      include: WITH,
    });
    if (!own || branch !== undefined) throw contractError('NAMESPACE_NOT_BOUND');
    return own;
  }
  const name = branch ?? binding.defaultBranch;
  const context = await client.branchContext.findUnique({
    where: { bindingNs_branch_session: { bindingNs: ns, branch: name, session: '' } },
    include: WITH,
  });
  if (context?.status !== 'active') {
    throw contractError('BRANCH_NOT_FOUND', {
      message: `${ns} has no branch ${name}; it is gone, or matches none of the binding’s patterns.`,
      data: { branch: name },
    });
  }
  return context;
}

async function draft({ client }: Database, ns: string, session: string): Promise<Readable> {
  const [context, open] = await Promise.all([
    client.branchContext.findFirst({ where: { bindingNs: ns, session }, include: WITH }),
    // The draft of a session that was removed goes a moment after it.
    client.session.count({ where: { id: session } }),
  ]);
  if (open === 0 || !context) {
    throw contractError('NOT_FOUND', {
      message: 'This session has no draft of the namespace; it may have been removed.',
    });
  }
  return context;
}

/** A version as SQL gives it, named as in the table. */
export interface VersionRow {
  version: bigint;
  id: string;
  type: string;
  name: string;
  path: string;
  commit: string;
  deleted: boolean;
  uncommitted: boolean;
  created_at: Date;
  diagnostics?: number | null;
}

export function sourceOf(environments: Environments, context: Readable, row: VersionRow): z.infer<typeof Source> {
  const repo = environments.originOf(context.binding.environment);
  return { repo, path: row.path, branch: context.branch, commit: row.commit };
}

export function summaryOf(environments: Environments, context: Readable, row: VersionRow): ThingSummary {
  return {
    $id: row.id,
    $type: row.type,
    name: row.name,
    $source: sourceOf(environments, context, row),
    version: Number(row.version),
    updatedAt: row.created_at.toISOString(),
    diagnostics: row.diagnostics ?? 0,
    uncommitted: row.uncommitted,
  };
}
