import type { Database } from '@craftastic/db/database';
import { isDeadlock } from '@craftastic/db/deadlock';
import type { Binding, BranchContext } from '@craftastic/db/generated/client';
import { BindingIndex } from '@craftastic/things/routing';
import type { Environments } from '../environments/environments.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import { aimOf } from './aim.ts';
import { readFiles } from './read-files.ts';
import { SyncStage } from './stage.ts';
import type { SyncStates } from './sync-states.ts';
import { turnedFiles } from './turned-files.ts';
import { OvertakenError, writeSync } from './write-sync.ts';

export interface SyncParts {
  database: Database;
  environments: Environments;
  sandboxes: Sandboxes;
  events: EventLog;
  states: SyncStates;
  /** A draft has been synced; `seen`: readers see a difference. */
  onDraft: (context: BranchContext, seen: boolean) => void;
  /** A branch has files whose contents the sync has not kept. */
  keepFiles: (environmentId: string, contextId: number) => void;
}

type Context = BranchContext & { binding: Binding };

/** What a sync starts from: the context itself, or another one of its binding that it is copied from. */
export interface Base {
  contextId: number;
  commit: string;
  tree: string | null;
}

/** Another server, or a change of the settings, may come between so often. */
const ATTEMPTS = 5;

/**
 * Bring a context to its head, or to what its session has on disk: read what differs, work out what follows, and write it in
 * one short transaction that is fenced by what was read. Readers see a whole state or the one before. Repeated or killed
 * anywhere, it ends the same.
 */
export async function syncContext(parts: SyncParts, contextId: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const context = await parts.database.client.branchContext.findUnique({
      where: { id: contextId },
      include: { binding: true },
    });
    if (context?.status !== 'active' || isCurrent(context)) return;
    try {
      await syncOnce(parts, context);
      return;
    } catch (error) {
      const isAgain = error instanceof OvertakenError || isDeadlock(error);
      if (!isAgain || attempt === ATTEMPTS) throw error;
    } finally {
      parts.states.ended(context);
    }
  }
}

/** Of a draft only a look at the disk can tell. */
function isCurrent({ session, head, commit, revision, syncStatus, binding }: Context): boolean {
  if (session !== '') return false;
  return head === null || (commit === head && revision === binding.revision && syncStatus === 'synced');
}

async function syncOnce(parts: SyncParts, context: Context): Promise<void> {
  const { database, environments, sandboxes, states } = parts;
  const { binding } = context;
  const environment = await environments.ready(binding.environmentId);
  const base = await baseOf(database, context);
  const owns = await ownership(database, binding);
  await using stage = new SyncStage(database);
  const work = await sandboxes.withRepository(environments.ofSandbox(environment), async ({ repository }) => {
    const aim = await aimOf(repository, context);
    if (aim === null) return null;
    const read = await readFiles({
      database,
      context,
      aim,
      tree: base?.tree ?? null,
      // Synced by other rules, its files are all read again, and held against what it has.
      oldId: base?.contextId ?? (context.commit === null ? null : context.id),
      owns,
      turned: async () =>
        base !== null && aim.draft ? turnedFiles(database, base, context, aim.draft.uncommitted) : [],
      stage,
      onProgress: (files) =>
        states.goesOn(context, { phase: 'Reading files', percent: null, detail: files.toLocaleString('en') }),
    });
    return { aim, ...read };
  });
  if (work === null) return;
  const seen = await writeSync(parts, { context, base, stage, ...work });
  if (context.session === '' && work.unkept) parts.keepFiles(binding.environmentId, context.id);
  if (context.session !== '') parts.onDraft(context, seen);
  else if (seen) parts.events.tell();
}

/**
 * The state that the difference is taken from. A new branch starts as a copy of the default one's context, wherever that
 * is, and a draft as one of its branch's: any synced state of the same binding is a right beginning, the nearest is only
 * faster.
 */
async function baseOf(database: Database, context: Context): Promise<Base | null> {
  const { binding } = context;
  if (context.commit !== null) {
    if (context.revision !== binding.revision) return null;
    return { contextId: context.id, commit: context.commit, tree: context.tree };
  }
  const others = await database.client.branchContext.findMany({
    where: {
      bindingNs: binding.ns,
      status: 'active',
      session: '',
      commit: { not: null },
      revision: binding.revision,
      OR: [{ isDefault: true }, ...(context.session === '' ? [] : [{ branch: context.branch }])],
    },
  });
  const other = others.find(({ branch }) => branch === context.branch) ?? others[0];
  return other?.commit ? { contextId: other.id, commit: other.commit, tree: other.tree } : null;
}

/** Whether a path below the binding's folder is the binding's: no deeper one has it. */
export async function ownership(database: Database, binding: Binding): Promise<(path: string) => boolean> {
  if (binding.includeNested) return () => true;
  const prefix = binding.path === '' ? '' : `${binding.path}/`;
  const nested = await database.client.binding.findMany({
    where: { environmentId: binding.environmentId, path: { startsWith: prefix }, NOT: { path: binding.path } },
    select: { path: true },
  });
  if (nested.length === 0) return () => true;
  const own = { path: binding.path, includeNested: false };
  const index = new BindingIndex([own, ...nested.map(({ path }) => ({ path, includeNested: false }))]);
  return (path) => index.ownersOf(prefix + path).includes(own);
}
