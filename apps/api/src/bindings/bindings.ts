import type { Binding, BindingSettings, BranchContext, Diagnostic, Draft } from '@craftastic/contract/bindings';
import { contractError } from '@craftastic/contract/contract-error';
import { Ns } from '@craftastic/contract/namespace';
import type { Omitted } from '@craftastic/contract/repository';
import type { Database } from '@craftastic/db/database';
import { outliveDeadlocks } from '@craftastic/db/deadlock';
import { type Binding as BindingRow, Prisma } from '@craftastic/db/generated/client';
import { foldersAbove } from '@craftastic/things/routing';
import type { Environments } from '../environments/environments.ts';
import { keptFailure } from '../http/failure.ts';
import { CONTEXT_CONTENT, CONTEXT_FILES, CONTEXT_HEADS } from '../sync/parts.ts';
import type { SyncStates } from '../sync/sync-states.ts';
import type { Place } from '../things/readable.ts';
import { nameContexts } from '../upstream/name-contexts.ts';
import type { Upstream } from '../upstream/upstream.ts';

interface Parts {
  database: Database;
  environments: Environments;
  upstream: Upstream;
  /** Of syncs under way, by context. */
  states: SyncStates;
}

const DEFAULTS: Omit<BindingSettings, 'defaultBranch'> = {
  path: '',
  branchPatterns: [],
  contentPatterns: ['*.md', '*.mdx'],
  types: [],
  syncMode: 'pull',
  parentNs: null,
  includeNested: false,
  previewTemplate: null,
};

/** What of a binding decides which files are its content and what becomes of them. */
const DECISIVE = ['path', 'contentPatterns', 'types', 'includeNested'] as const;

/** Namespaces and the folders that they are bound to. */
export class Bindings {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Those of some environments. */
  async list(environmentIds: readonly string[]): Promise<Binding[]> {
    const where = { environmentId: { in: [...environmentIds] } };
    return this.#present(await this.#client.binding.findMany({ where, orderBy: { ns: 'asc' } }));
  }

  async get(ns: string): Promise<Binding> {
    const [binding] = await this.#present([await this.row(ns)]);
    if (!binding) throw contractError('NAMESPACE_NOT_BOUND');
    return binding;
  }

  async row(ns: string): Promise<BindingRow> {
    const row = await this.#client.binding.findUnique({ where: { ns } });
    if (!row) throw contractError('NAMESPACE_NOT_BOUND');
    return row;
  }

  /** Bind a namespace; what the repository has already is synced. */
  async create(input: Partial<BindingSettings> & { ns: string; environmentId: string }): Promise<Binding> {
    const { ns, environmentId, ...settings } = input;
    const environment = await this.#parts.environments.ready(environmentId);
    const all = { defaultBranch: environment.defaultBranch ?? 'main', ...DEFAULTS, ...definedOf(settings) };
    checkTemplate(all.previewTemplate);
    try {
      await this.#changing(async (tx) => {
        await tx.binding.create({ data: { ...rowOf(all), ns, environmentId, defaultBranch: all.defaultBranch } });
        await this.#bumpAbove(tx, environmentId, [all.path]);
      });
    } catch (error) {
      if ((error as { code?: unknown }).code === 'P2002') throw contractError('NAMESPACE_TAKEN', { data: { ns } });
      throw error;
    }
    // It is bound whatever the look finds. One that fails shows as its state; the clock and Sync try again.
    await this.#parts.upstream.lookOrNote(environmentId);
    return this.get(ns);
  }

  /** Change settings; where another set of files becomes content, each branch changes over in one step. */
  async update(ns: string, change: Partial<BindingSettings>): Promise<Binding> {
    const settings = definedOf(change);
    if (settings.previewTemplate !== undefined) checkTemplate(settings.previewTemplate);
    const { environmentId } = await this.#changing(async (tx) => {
      const [before] = await tx.$queryRaw<{ path: string }[]>`SELECT path FROM git WHERE ns = ${ns} FOR UPDATE`;
      if (!before) throw contractError('NAMESPACE_NOT_BOUND');
      const isDecisive = DECISIVE.some((key) => settings[key] !== undefined);
      const row = await tx.binding.update({
        where: { ns },
        data: { ...rowOf(settings), ...(isDecisive ? { revision: { increment: 1 } } : {}) },
      });
      if (settings.path !== undefined) await this.#bumpAbove(tx, row.environmentId, [before.path, row.path]);
      if (settings.previewTemplate !== undefined) await nameContexts(tx, row.environmentId);
      return row;
    });
    await this.#parts.upstream.lookOrNote(environmentId);
    return this.get(ns);
  }

  /** Remove a binding with its contexts and Things. The files that it had may go to the binding above it. */
  async remove(ns: string): Promise<void> {
    const { environmentId, path } = await this.row(ns);
    await this.#changing(async (tx) => {
      await tx.binding.deleteMany({ where: { ns } });
      await this.#bumpAbove(tx, environmentId, [path]);
    });
    this.#parts.upstream.hint(environmentId);
  }

  async branches(ns: string): Promise<BranchContext[]> {
    await this.row(ns);
    return this.#contexts(Prisma.sql`c.binding_ns = ${ns}`);
  }

  /** Look at the repository, and sync whole what is asked for, whatever is known of it. */
  async sync(ns: string, branch: string | undefined): Promise<BranchContext[]> {
    const { environmentId } = await this.row(ns);
    const where = {
      bindingNs: ns,
      status: 'active' as const,
      ...(branch === undefined ? {} : { branch, session: '' }),
    };
    await outliveDeadlocks(() =>
      this.#client.branchContext.updateMany({
        where,
        data: { revision: 0, syncStatus: 'pending', syncError: Prisma.DbNull },
      }),
    );
    await this.#parts.upstream.look(environmentId);
    const contexts = await this.#client.branchContext.findMany({ where, select: { id: true } });
    await this.#parts.upstream.take(contexts.map(({ id }) => id));
    return this.branches(ns);
  }

  /** What sessions have of a namespace, before any push. */
  async drafts(ns: string): Promise<Draft[]> {
    await this.row(ns);
    const rows = await this.#client.$queryRaw<(ContextRow & { session: string; name: string; uncommitted: number })[]>`
      SELECT c.*, s.name, ${COUNTS}, (SELECT count(*)::int FROM ${CONTEXT_HEADS} h JOIN things t USING (version)
        WHERE h.context_id = c.id AND t.uncommitted) AS uncommitted
      FROM git_branches c JOIN sessions s ON s.id = c.session
      WHERE c.binding_ns = ${ns} AND c.status = 'active' AND s.status <> 'removing' ORDER BY s.created_at`;
    return rows.map((row) => ({
      ...this.#state(row),
      session: { id: row.session, name: row.name },
      uncommitted: row.uncommitted,
    }));
  }

  async diagnostics({ ns, branch, session }: Place): Promise<Diagnostic[]> {
    const binding = await this.row(ns);
    const prefix = binding.path === '' ? '' : `${binding.path}/`;
    const where = session
      ? Prisma.sql`c.session = ${session}`
      : Prisma.sql`c.session = '' AND c.branch = ${branch ?? binding.defaultBranch}`;
    const rows = await this.#client.$queryRaw<(Omit<Diagnostic, 'path'> & { path: string })[]>`
      SELECT f.path, f.commit, f.thing_id AS "thingId", d.severity, d.message, d.line, d.column
      FROM git_branches c JOIN ${CONTEXT_CONTENT} f ON f.context_id = c.id,
        jsonb_to_recordset(f.diagnostics) AS d(severity text, message text, line int, "column" int)
      WHERE c.binding_ns = ${ns} AND ${where} AND c.status = 'active'
      ORDER BY f.path COLLATE "C", d.line LIMIT 1000`;
    const left = session ? await this.#leftOut(ns, session) : [];
    return [...rows, ...left].map((row) => ({ ...row, path: prefix + row.path }));
  }

  async #leftOut(ns: string, session: string): Promise<Diagnostic[]> {
    const draft = await this.#client.branchContext.findFirst({ where: { bindingNs: ns, session } });
    const omitted = (draft?.omitted ?? []) as unknown as Omitted[];
    return omitted.map(({ path, reason }) => ({
      path,
      severity: 'warning',
      message: LEFT_OUT[reason],
      line: null,
      column: null,
      commit: draft?.commit ?? '',
      thingId: null,
    }));
  }

  /** Bindings of the folders above lose files to a deeper one, or get them back. */
  async #bumpAbove(tx: Prisma.TransactionClient, environmentId: string, paths: string[]): Promise<void> {
    const folders = new Set(paths.flatMap((path) => (path === '' ? [] : foldersAbove(path))));
    await tx.binding.updateMany({
      where: { environmentId, includeNested: false, path: { in: [...folders] } },
      data: { revision: { increment: 1 } },
    });
  }

  async #present(rows: BindingRow[]): Promise<Binding[]> {
    if (rows.length === 0) return [];
    const environments = await this.#client.environment.findMany({
      where: { id: { in: [...new Set(rows.map(({ environmentId }) => environmentId))] } },
    });
    const urls = new Map(environments.map((row) => [row.id, this.#parts.environments.originOf(row)]));
    const states = await this.#client.$queryRaw<{ ns: string; branches: number; status: string; at: Date | null }[]>`
      SELECT binding_ns AS ns, count(*)::int AS branches, max(last_sync_at) AS at,
        CASE WHEN bool_or(sync_status = 'error') THEN 'error' WHEN bool_or(sync_status = 'pending') THEN 'pending' ELSE 'synced' END AS status
      FROM git_branches WHERE status = 'active' AND session = '' GROUP BY binding_ns`;
    const stateOf = new Map(states.map((state) => [state.ns, state]));
    const named = await this.#client.branchContext.findMany({
      where: { bindingNs: { in: rows.map(({ ns }) => ns) }, session: '', status: 'active', branchNs: { not: null } },
      select: { bindingNs: true, branch: true, branchNs: true },
      orderBy: { branchNs: 'asc' },
    });
    const previewsOf = Map.groupBy(named, ({ bindingNs }) => bindingNs);
    return rows.map((row) => {
      const state = stateOf.get(row.ns);
      return {
        ns: row.ns,
        environmentId: row.environmentId,
        repositoryUrl: urls.get(row.environmentId) ?? '',
        path: row.path,
        defaultBranch: row.defaultBranch,
        branchPatterns: row.branchPatterns,
        contentPatterns: row.contentPatterns,
        types: row.types as BindingSettings['types'],
        syncMode: row.syncMode,
        parentNs: row.parentNs,
        includeNested: row.includeNested,
        previewTemplate: row.previewTemplate,
        branches: state?.branches ?? 0,
        previews: (previewsOf.get(row.ns) ?? []).map(({ branch, branchNs }) => ({ ns: branchNs ?? '', branch })),
        syncStatus: this.#parts.upstream.hasFailed(row.environmentId)
          ? 'error'
          : ((state?.status ?? 'synced') as Binding['syncStatus']),
        lastSyncAt: state?.at?.toISOString() ?? null,
        createdAt: row.createdAt.toISOString(),
      };
    });
  }

  async #contexts(where: Prisma.Sql): Promise<BranchContext[]> {
    const rows = await this.#client.$queryRaw<ContextRow[]>`
      SELECT c.*, ${COUNTS}, c.status = 'active' AND c.head IS DISTINCT FROM (
        SELECT r.commit FROM git_refs r JOIN git b USING (environment_id)
        WHERE b.ns = c.binding_ns AND r.ref = 'refs/heads/' || c.branch) AS behind
      FROM git_branches c WHERE ${where} AND c.session = ''
      ORDER BY c.is_default DESC, c.status = 'active' DESC, c.branch COLLATE "C"`;
    return rows.map((row) => ({
      ...this.#state(row),
      branchNs: row.branch_ns,
      behind: row.behind,
      isDefault: row.is_default,
      status: row.status,
      incarnation: row.incarnation,
      head: row.head,
      createdAt: row.created_at.toISOString(),
      mergedAt: row.merged_at?.toISOString() ?? null,
      deletedAt: row.deleted_at?.toISOString() ?? null,
    }));
  }

  /** What branch contexts and drafts have in common. */
  #state(row: ContextRow) {
    return {
      ns: row.binding_ns,
      branch: row.branch,
      commit: row.commit,
      syncStatus: row.sync_status,
      syncError: keptFailure(row.sync_error),
      progress: this.#parts.states.progressOf(row.id),
      things: row.things,
      files: row.files,
      diagnostics: row.diagnostics,
      lastSyncAt: row.last_sync_at?.toISOString() ?? null,
    };
  }

  #changing<Result>(change: (tx: Prisma.TransactionClient) => Promise<Result>): Promise<Result> {
    return outliveDeadlocks(() => this.#client.$transaction(change));
  }

  get #client() {
    return this.#parts.database.client;
  }
}

const COUNTS = Prisma.sql`(SELECT count(*)::int FROM ${CONTEXT_HEADS} h WHERE h.context_id = c.id) AS things,
  (SELECT count(*)::int FROM ${CONTEXT_FILES} f WHERE f.context_id = c.id AND f.type <> 'directory') AS files,
  (SELECT count(*)::int FROM ${CONTEXT_CONTENT} f WHERE f.context_id = c.id AND f.diagnostics <> '[]') AS diagnostics`;

const LEFT_OUT: Record<Omitted['reason'], string> = {
  'too-large': 'Left out of the draft: the file is larger than 10 MB.',
  'too-many': 'Left out of the draft: more than 5,000 files are changed.',
  unreadable: 'Left out of the draft: git can’t read the file, or a filter of the repository refuses it.',
};

interface ContextRow {
  id: number;
  binding_ns: string;
  branch: string;
  branch_ns: string | null;
  is_default: boolean;
  status: BranchContext['status'];
  incarnation: number;
  head: string | null;
  commit: string | null;
  sync_status: BranchContext['syncStatus'];
  sync_error: unknown;
  things: number;
  files: number;
  diagnostics: number;
  created_at: Date;
  last_sync_at: Date | null;
  merged_at: Date | null;
  deleted_at: Date | null;
  behind: boolean;
}

function definedOf(settings: Partial<BindingSettings>): Partial<BindingSettings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function rowOf({ types, ...rest }: Partial<BindingSettings>) {
  return { ...rest, ...(types === undefined ? {} : { types: types as unknown as Prisma.InputJsonValue }) };
}

function checkTemplate(template: string | null | undefined): void {
  if (template === null || template === undefined) return;
  if (!template.includes('{branch}') || !Ns.safeParse(template.replaceAll('{branch}', 'x')).success) {
    throw contractError('BAD_INPUT', { message: 'previewTemplate: has to be a namespace with {branch} in it.' });
  }
}
