import { z } from 'zod';
import { base } from './base.ts';
import { Ns } from './namespace.ts';
import { Editable, ThingConflict } from './thing-conflict.ts';

const BranchName = z.string().min(1).max(255);
const Message = z
  .string()
  .max(10_000)
  .refine((text) => !text.includes('\0'), 'has a character that is no text')
  .optional()
  .describe('Of the commit; a sentence that names the Thing where left out');
const RESERVED = ['$id', '$type', '$source'];
const Data = z
  .record(z.string().max(1000), z.unknown())
  .refine((data) => !RESERVED.some((key) => Object.hasOwn(data, key)), '$id, $type and $source are no fields of data')
  .describe('All of its keys, without $id, $type and $source; those left out are taken from the file');
const Content = z
  .string()
  .max(1024 * 1024)
  .nullable()
  .describe('The whole body; null where the file is data alone');
const Type = z.string().trim().min(1).max(300);

const NewPath = z
  .string()
  .min(1)
  .max(1000)
  .describe('Below the folder of the namespace: guides/start.md; its extension is its format');

const InBranch = z.object({ ns: Ns, branch: BranchName.optional().describe('The default branch where left out') });
const Named = InBranch.extend({ id: z.string().min(1).max(2300).describe('$id') });

/** Where an edit went. */
export const Saved = z.object({
  $id: z.string(),
  branch: z.string(),
  commit: z.string().describe('The commit on the upstream that has it'),
  committed: z.boolean().describe('False where the file said this already, as for a request that is sent again'),
  merged: z.boolean().describe('Git had moved on, and both changes are in the commit'),
  synced: z.boolean().describe('Readers see it; false while that is to come, or where no context follows the branch'),
  version: z.number().int().nullable().describe('The version that it became; null until it is synced'),
});
export type Saved = z.infer<typeof Saved>;

/** What an edit begins from. */
export const ThingSource = z.object({
  $id: z.string(),
  ns: z.string(),
  branch: z.string(),
  path: z.string().describe('In the repository'),
  format: z.enum(['markdown', 'mdx', 'yaml', 'json']),
  version: z.number().int().describe('To be given back as `base`'),
  commit: z.string(),
  ...Editable.shape,
  refusal: z.string().nullable().describe('Why it can’t be edited here, as a sentence'),
  conflict: z.boolean().describe('An edit of the caller waits to be resolved'),
});
export type ThingSource = z.infer<typeof ThingSource>;

const Edit = Named.extend({
  base: z.number().int().describe('The version that the edit began from'),
  type: Type.optional().describe('As it is where left out'),
  data: Data,
  content: Content.optional().describe('As it is where left out'),
});

const tags = ['things'];
const READ = { access: { binding: 'ns', role: 'read' } } as const;
const WRITE = { access: { binding: 'ns', role: 'write' } } as const;

/** Edits of Things that become commits. A binding of the mode `pull` refuses them. */
export const thingEdits = {
  source: base
    .meta(READ)
    .route({
      method: 'GET',
      path: '/things/{id}/source',
      tags,
      summary: 'What an edit begins from, as its file has it',
    })
    .input(Named)
    .output(ThingSource),
  save: base
    .meta(WRITE)
    .route({
      method: 'PUT',
      path: '/things/{id}',
      tags,
      summary: 'Edit it, as a commit on its branch',
      description:
        'Where git has moved on since `base` both changes are merged; what can’t be is kept, and told by THING_CONFLICT. ' +
        'Sent again, it makes no second commit.',
    })
    .input(
      Edit.extend({
        message: Message,
        newBranch: BranchName.optional().describe('Commit on a new branch of this name instead, made from `branch`'),
        resolves: z
          .boolean()
          .default(false)
          .describe('This is what became of the caller’s edit that waits: it is dropped'),
      }),
    )
    .output(Saved),
  preview: base
    .meta(READ)
    .route({ method: 'POST', path: '/things/{id}/preview', tags, summary: 'The file before and after an edit' })
    .input(Edit)
    .output(z.object({ path: z.string(), before: z.string(), after: z.string() })),
  create: base
    .meta(WRITE)
    .route({ method: 'POST', path: '/things', tags, summary: 'A new Thing, as a commit', successStatus: 201 })
    .input(
      InBranch.extend({
        path: NewPath,
        type: Type.optional().describe('Left to the binding where left out'),
        data: Data.default({}),
        content: Content.default(''),
        message: Message,
        newBranch: BranchName.optional(),
      }),
    )
    .output(Saved),
  move: base
    .meta(WRITE)
    .route({
      method: 'POST',
      path: '/things/{id}/move',
      tags,
      summary: 'Move or rename its file, as a commit',
      description:
        'An id that follows from the path is another one then, and the old one leads to it. Links in other files stay as they are.',
    })
    .input(
      Named.extend({
        base: z.number().int().describe('The version that was seen; a newer one is not moved'),
        path: NewPath,
        message: Message,
        newBranch: BranchName.optional(),
      }),
    )
    .output(Saved),
  remove: base
    .meta(WRITE)
    .route({ method: 'DELETE', path: '/things/{id}', tags, summary: 'Delete its file, as a commit' })
    .input(
      Named.extend({
        base: z.number().int().describe('The version that was seen; a newer one is not deleted'),
        message: Message,
        newBranch: BranchName.optional(),
      }),
    )
    .output(Saved),
  conflicts: base
    .meta(READ)
    .route({ method: 'GET', path: '/things/conflicts', tags, summary: 'Edits of the caller that wait to be resolved' })
    .input(InBranch)
    .output(z.array(z.object({ $id: z.string(), branch: z.string(), createdAt: z.iso.datetime() }))),
  conflict: base
    .meta(READ)
    .route({ method: 'GET', path: '/things/{id}/conflict', tags, summary: 'Such an edit beside what git has now' })
    .input(Named)
    .output(ThingConflict),
  dropConflict: base
    .meta(WRITE)
    .route({ method: 'DELETE', path: '/things/{id}/conflict', tags, summary: 'Give such an edit up' })
    .input(Named)
    .output(z.object({})),
};
