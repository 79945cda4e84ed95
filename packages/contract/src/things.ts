import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';
import { Ns } from './namespace.ts';
import { WorktreePath } from './of-session.ts';
import { thingEdits } from './thing-edits.ts';

/** Where a Thing comes from. */
export const Source = z.object({
  repo: z.string(),
  path: z.string().describe('In the repository'),
  branch: z.string(),
  commit: z.string().describe('The commit that was synced when this version came'),
});

export const ThingSummary = z.object({
  $id: z.string(),
  $type: z.string(),
  name: z.string(),
  $source: Source,
  version: z.number().int(),
  updatedAt: z.iso.datetime(),
  diagnostics: z.number().int().describe('Of its file; with an error in it, this is the last good version'),
  uncommitted: z.boolean().describe('In a draft: the file is not as the commit of $source has it'),
});
export type ThingSummary = z.infer<typeof ThingSummary>;

export const Link = z.object({
  predicate: z.string().describe('$parent, or links'),
  to: z.string().describe('$id, or another URL'),
  exists: z.boolean().describe('A Thing of the same branch context, or of another namespace’s default branch'),
});

export const Thing = ThingSummary.extend({
  ns: z.string(),
  branch: z.string(),
  session: Id.nullable().describe('The session whose draft this is of; null for the branch'),
  data: z.record(z.string(), z.unknown()).describe('Its keys, without $id, $type and $source'),
  content: z.string().nullable().describe('Body of a Markdown or MDX file, as written; never evaluated'),
  deleted: z.boolean(),
  aliasOf: z.string().nullable().describe('The id that was asked for, where the file has moved since'),
  syncDirection: z
    .enum(['git', 'do', 'conflict'])
    .nullable()
    .describe(
      'Where the last change of its file came from: git, or an edit here (do); conflict while an edit waits for its person to decide. Null for what is not in force now',
    ),
  links: z.array(Link),
  backlinks: z.array(z.object({ predicate: z.string(), from: z.string() })),
});
export type Thing = z.infer<typeof Thing>;

export const ThingVersion = z.object({
  version: z.number().int(),
  $id: z.string().describe('Another one before a rename'),
  $type: z.string(),
  name: z.string(),
  $source: Source,
  deleted: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type ThingVersion = z.infer<typeof ThingVersion>;

/** A key of `data`, or `$type` or `content`, on both sides; undefined where a side lacks it. */
const FieldChange = z.object({ field: z.string(), from: z.unknown().optional(), to: z.unknown().optional() });

const Side = z.object({ branch: z.string(), session: Id.nullable(), commit: z.string().nullable() });

export const ThingsDiff = z.object({
  from: Side,
  to: Side,
  added: z.array(ThingSummary),
  changed: z.array(ThingSummary.extend({ fields: z.array(FieldChange) })),
  removed: z.array(ThingSummary),
  truncated: z.boolean().describe('More than 1000 differ; the first are told'),
});
export type ThingsDiff = z.infer<typeof ThingsDiff>;

export const NsFile = z.object({
  path: z.string().describe('Below the namespace’s folder; empty for the folder itself'),
  name: z.string(),
  type: z.enum(['file', 'directory', 'symlink', 'submodule']),
  hash: z.string().nullable().describe('Object id of the blob, or the commit of a submodule'),
  size: z.number().nullable(),
  mode: z.string().describe('As in git: 100644, 100755, 120000, 160000, 040000'),
  thingId: z.string().nullable(),
});
export type NsFile = z.infer<typeof NsFile>;

const InBranch = z.object({
  branch: z.string().min(1).max(255).optional().describe('The default branch where left out'),
  session: Id.optional().describe(
    'In place of a branch: the draft of a session, its commits and files before any push',
  ),
});
export const At = z
  .union([z.iso.datetime({ offset: true }), z.string().regex(/^[0-9a-f]{7,64}$/)], {
    error: 'has to be a time such as 2026-01-31T12:00:00Z, or a commit by its first 7 digits or more',
  })
  .optional()
  .describe('As readers had it at a time, or at a commit that it was synced at, from its first 7 digits');
const ById = z.object({
  id: z
    .string()
    .min(1)
    .max(2300)
    .describe('$id, or an address: id@branch, id@v123 for a version, id@~1 for the one before'),
  ns: Ns.optional().describe('Where several namespaces have the id'),
});
/** A body as HTML: cleaned, with what MDX would have run as named boxes. Links to Things lead to the explorer. */
export const RenderedBody = z.object({
  html: z.string(),
  headings: z.array(
    z.object({
      level: z.number().int(),
      text: z.string(),
      slug: z.string().describe('The heading has the id h-{slug}'),
      line: z.number().int().nullable().describe('Of the body, from 1; null for one that is written as HTML'),
    }),
  ),
  fault: z.string().nullable().describe('Why it is shown otherwise than it was meant'),
});
export type RenderedBody = z.infer<typeof RenderedBody>;

/** Where in its file a Thing's parts are written, as the branch or the draft has it now. Lines from 1. */
export const ThingLines = z.object({
  path: z.string().describe('In the repository'),
  content: z.number().int().nullable().describe('The first line of the body; null where it has none'),
  fields: z
    .record(z.string(), z.number().int())
    .describe('Of the keys of its data, $id and $type; those that were found'),
});
export type ThingLines = z.infer<typeof ThingLines>;

const tags = ['things'];

export const things = {
  list: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({ method: 'GET', path: '/things', tags, summary: 'Things of a namespace in a branch, by $id' })
    .input(
      InBranch.extend({
        ns: Ns,
        at: At,
        type: z.string().max(300).optional(),
        query: z.string().max(200).optional().describe('In id, name, path and content'),
        limit: z.number().int().min(1).max(1000).default(200),
        after: z.string().max(2300).optional().describe('The last $id of the page before'),
      }),
    )
    .output(
      z.object({
        things: z.array(ThingSummary),
        total: z.number().int(),
        types: z.array(z.object({ type: z.string(), count: z.number().int() })).describe('Of all, whatever the filter'),
        commit: z.string().nullable(),
      }),
    ),
  diff: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({ method: 'GET', path: '/things/diff', tags, summary: 'What a branch changes against another one' })
    .input(
      z.object({
        ns: Ns,
        from: z.string().max(255).optional().describe('The default branch where left out'),
        fromSession: InBranch.shape.session,
        fromAt: At,
        to: z.string().min(1).max(255).optional().describe('The default branch where left out'),
        toSession: InBranch.shape.session,
        toAt: At,
      }),
    )
    .output(ThingsDiff),
  get: base
    .meta({ access: 'readable' })
    .route({ method: 'GET', path: '/things/{id}', tags })
    .input(InBranch.extend({ ...ById.shape, at: At }))
    .output(Thing),
  history: base
    .meta({ access: 'readable' })
    .route({ method: 'GET', path: '/things/{id}/history', tags, summary: 'Its versions, newest first' })
    .input(ById.extend({ ...InBranch.shape, limit: z.number().int().min(1).max(1000).default(100) }))
    .output(z.array(ThingVersion)),
  render: base
    .meta({ access: 'readable' })
    .route({ method: 'POST', path: '/things/{id}/render', tags, summary: 'Its body as HTML that is safe to show' })
    .input(
      InBranch.extend({
        ...ById.shape,
        at: At,
        content: z
          .string()
          .max(1024 * 1024)
          .optional()
          .describe('In place of its own: what an edit would make of it'),
      }),
    )
    .output(RenderedBody),
  lines: base
    .meta({ access: 'readable' })
    .route({ method: 'GET', path: '/things/{id}/lines', tags, summary: 'At which lines of its file its parts are' })
    .input(InBranch.extend(ById.shape))
    .output(ThingLines),
  ...thingEdits,
};

/** A namespace as a file system, read-only, in one branch. */
export const ns = {
  files: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({
      method: 'GET',
      path: '/ns/{ns}/files',
      tags,
      summary: 'A folder with its entries, or a file with its text',
    })
    .input(InBranch.extend({ ns: Ns, path: WorktreePath.default(''), at: At }))
    .output(
      NsFile.extend({
        entries: z.array(NsFile).nullable().describe('Of a folder'),
        text: z.string().nullable().describe('Of a file in UTF-8 below 1 MB; of a symlink its target, not followed'),
        commit: z.string().nullable(),
      }),
    ),
};
