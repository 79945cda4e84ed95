import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';
import { Ns } from './namespace.ts';
import { WorktreePath } from './of-session.ts';
import { Failure, Progress } from './progress.ts';

const Glob = z.string().trim().min(1).max(300).regex(/[^!]/, 'is no pattern');
/**
 * `feature/*` as a branch, `*.md` or `posts/**` below the binding's path; `!` in front excludes. Several may stand in one text
 * with commas between them, as `*.md,*.mdx`; the commas of `{a,b}` are the pattern's own.
 */
const Globs = z
  .union([z.string().max(3000), z.array(z.string().max(3000)).max(100)])
  .transform((texts) => (typeof texts === 'string' ? [texts] : texts).flatMap((text) => text.split(/,(?![^{]*\})/)))
  .transform((globs) => [...new Set(globs.map((glob) => glob.trim()).filter((glob) => glob !== ''))])
  .pipe(z.array(Glob).max(100));

/** As people write folders: `/docs/` and `./docs` are `docs`. */
const Folder = z
  .string()
  .transform((path) => path.replace(/^(?:\.?\/)+|\/+$/g, '').replace(/\/{2,}/g, '/'))
  .pipe(WorktreePath);

export const SyncMode = z.enum(['pull', 'push', 'mirror']);
export const SyncStatus = z.enum(['synced', 'pending', 'error']);

/** What of a repository is the content of a namespace, and how it becomes Things. */
export const BindingSettings = z.object({
  path: Folder.describe('Folder of the repository; empty for all of it'),
  defaultBranch: z.string().min(1).max(255),
  branchPatterns: Globs.describe('Branches that get a context beside the default one: feature/*, fix/*'),
  contentPatterns: Globs.describe(
    'Files that are content, by their path below the folder; a pattern without / holds in every folder',
  ),
  types: z
    .array(z.object({ pattern: Glob, type: z.string().min(1).max(300) }))
    .max(100)
    .describe('$type of files that name none, by their path; the first match counts'),
  syncMode: SyncMode.describe(
    'pull: Things follow git, and are not edited here. mirror: edits are commits too. push: edits are commits, and what others push is taken in with the next edit or by a sync that is asked for',
  ),
  parentNs: Ns.nullable().describe('The namespace that this one is a part of'),
  includeNested: z.boolean().describe('Own the files of deeper bindings too'),
  previewTemplate: z
    .string()
    .max(300)
    .nullable()
    .describe('Namespace of a branch, https://preview-{branch}.docs.do; null for a context of this namespace'),
});
export type BindingSettings = z.infer<typeof BindingSettings>;

export const Binding = BindingSettings.extend({
  ns: z.string(),
  environmentId: Id,
  repositoryUrl: z.string(),
  branches: z.number().int().describe('Active branch contexts'),
  previews: z
    .array(z.object({ ns: z.string(), branch: z.string() }))
    .describe('Branches with a namespace of their own, by the template'),
  syncStatus: SyncStatus.describe('The worst of its active branches'),
  lastSyncAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Binding = z.infer<typeof Binding>;

/** A namespace as one branch has it. */
export const BranchContext = z.object({
  ns: z.string(),
  branch: z.string(),
  branchNs: z.string().nullable().describe('Its own namespace, where the binding has a template'),
  isDefault: z.boolean(),
  status: z.enum(['active', 'merged', 'deleted']),
  incarnation: z.number().int().describe('Counts up each time that a deleted branch comes back'),
  head: z.string().nullable().describe('The commit that is wanted'),
  commit: z.string().nullable().describe('The commit that readers see; null before the first sync'),
  behind: z.boolean().describe('Git has commits that a binding of the mode push has not taken in yet'),
  syncStatus: SyncStatus,
  syncError: Failure.nullable(),
  progress: Progress.nullable(),
  things: z.number().int(),
  files: z.number().int(),
  diagnostics: z.number().int(),
  createdAt: z.iso.datetime(),
  lastSyncAt: z.iso.datetime().nullable(),
  mergedAt: z.iso.datetime().nullable(),
  deletedAt: z.iso.datetime().nullable(),
});
export type BranchContext = z.infer<typeof BranchContext>;

/** A namespace as a session has it, before any push: its commits, and on top of them the files on disk. */
export const Draft = BranchContext.pick({
  ns: true,
  branch: true,
  commit: true,
  syncStatus: true,
  syncError: true,
  progress: true,
  things: true,
  files: true,
  diagnostics: true,
  lastSyncAt: true,
}).extend({
  session: z.object({ id: Id, name: z.string() }),
  uncommitted: z.number().int().describe('Things whose file is not as the commit has it'),
});
export type Draft = z.infer<typeof Draft>;

/** What is wrong with a file. While a file has an error its last good Thing stays. */
export const Diagnostic = z.object({
  path: z.string().describe('In the repository'),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  line: z.number().int().nullable().describe('From 1'),
  column: z.number().int().nullable().describe('From 1'),
  commit: z.string().describe('The commit that brought it'),
  thingId: z.string().nullable().describe('The Thing whose last good version is shown, or that another file owns'),
});
export type Diagnostic = z.infer<typeof Diagnostic>;

/** A commit that a branch was synced at: a state that readers had, and can have again (`at`). */
export const SyncedCommit = z.object({
  commit: z.string(),
  syncedAt: z.iso.datetime(),
  message: z.string().nullable().describe('Its first line; null where no recent event tells it'),
  author: z.string().nullable(),
});
export type SyncedCommit = z.infer<typeof SyncedCommit>;

const tags = ['bindings'];
const ByNs = z.object({ ns: Ns });

export const bindings = {
  list: base
    .meta({ access: 'readable' })
    .route({ method: 'GET', path: '/bindings', tags })
    .input(z.object({ environmentId: Id.optional() }))
    .output(z.array(Binding)),
  create: base
    .meta({ access: { environment: 'environmentId', role: 'admin' }, cost: 'sync' })
    .route({ method: 'POST', path: '/bindings', tags, summary: 'Bind a namespace to a folder of a repository' })
    .input(BindingSettings.partial().extend({ ns: Ns, environmentId: Id }))
    .output(Binding),
  get: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({ method: 'GET', path: '/bindings/{ns}', tags })
    .input(ByNs)
    .output(Binding),
  update: base
    .meta({ access: { binding: 'ns', role: 'admin' } })
    .route({ method: 'PATCH', path: '/bindings/{ns}', tags })
    .input(BindingSettings.partial().extend({ ns: Ns }))
    .output(Binding),
  remove: base
    .meta({ access: { binding: 'ns', role: 'admin' } })
    .route({
      method: 'DELETE',
      path: '/bindings/{ns}',
      tags,
      summary: 'Remove it with its Things; git keeps the files',
    })
    .input(ByNs)
    .output(z.object({})),
  branches: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({
      method: 'GET',
      path: '/bindings/{ns}/branches',
      tags,
      summary: 'Its branch contexts, the default one first',
    })
    .input(ByNs)
    .output(z.array(BranchContext)),
  commits: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({
      method: 'GET',
      path: '/bindings/{ns}/commits',
      tags,
      summary: 'The commits that a branch was synced at, newest first: the states that `at` can show',
    })
    .input(
      ByNs.extend({
        branch: z.string().min(1).max(255).optional().describe('The default branch where left out'),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.array(SyncedCommit)),
  drafts: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({ method: 'GET', path: '/bindings/{ns}/drafts', tags, summary: 'What sessions have of it, before any push' })
    .input(ByNs)
    .output(z.array(Draft)),
  diagnostics: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({ method: 'GET', path: '/bindings/{ns}/diagnostics', tags, summary: 'What is wrong with its files' })
    .input(
      ByNs.extend({
        branch: z.string().optional().describe('The default branch where left out'),
        session: Id.optional().describe('In place of a branch: the draft of a session'),
      }),
    )
    .output(z.array(Diagnostic)),
  sync: base
    .meta({ access: { binding: 'ns', role: 'write' }, cost: 'sync' })
    .route({ method: 'POST', path: '/bindings/{ns}/sync', tags, summary: 'Look at the repository and sync anew' })
    .input(ByNs.extend({ branch: z.string().optional().describe('All branches where left out') }))
    .output(z.array(BranchContext)),
};
