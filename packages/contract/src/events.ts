import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './base.ts';
import { Id } from './ids.ts';

export const EventCommit = z.object({
  sha: z.string(),
  message: z.string().describe('Its first line'),
  author: z.object({ name: z.string(), email: z.string() }),
  date: z.iso.datetime({ offset: true }),
  added: z.array(z.string()),
  modified: z.array(z.string()),
  removed: z.array(z.string()),
  truncated: z.boolean().describe('It changes more files than are named'),
});
export type EventCommit = z.infer<typeof EventCommit>;

/** A ref of an upstream moved, however that came about. `before` and `after` are commits; null where there was none. */
const RefChange = z.object({
  repo: z.string(),
  ref: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
const OfBranch = RefChange.extend({
  branch: z.string(),
  commit: z.string().nullable().describe('As `after`'),
  forced: z.boolean().describe('`before` is no ancestor of `after`'),
  commits: z.array(EventCommit).describe('New ones, oldest first'),
  truncated: z.boolean().describe('There are more commits than are named: the newest are'),
  movedAt: z.iso.datetime().optional().describe('When it moved, where the log of a hosted repository says so'),
});
const OfTag = RefChange.extend({ tag: z.string() });

const Told = z.object({
  sequence: z.number().int().describe('In order, with gaps'),
  environmentId: Id,
  createdAt: z.iso.datetime(),
});

export const GitEvent = z.discriminatedUnion('type', [
  Told.extend({ type: z.literal('git.push'), ...OfBranch.shape }),
  Told.extend({ type: z.literal('git.branch.created'), ...OfBranch.shape }),
  Told.extend({ type: z.literal('git.branch.deleted'), ...OfBranch.shape }),
  Told.extend({ type: z.literal('git.tag.created'), ...OfTag.shape }),
  Told.extend({ type: z.literal('git.tag.moved'), ...OfTag.shape }),
  Told.extend({ type: z.literal('git.tag.deleted'), ...OfTag.shape }),
  Told.extend({
    type: z.literal('things.synced'),
    ns: z.string(),
    branch: z.string(),
    commit: z.string(),
    written: z.number().int(),
    deleted: z.number().int(),
    diagnostics: z.number().int(),
  }),
]);
export type GitEvent = z.infer<typeof GitEvent>;

const Filter = z.object({ environmentId: Id.optional() });
const tags = ['events'];

export const events = {
  list: base
    .meta({ access: 'readable' })
    .route({ method: 'GET', path: '/events', tags, summary: 'What happened to the repositories, newest first' })
    .input(
      Filter.extend({
        type: z.string().max(100).optional(),
        before: z.number().int().optional().describe('The last sequence of the page before'),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.array(GitEvent)),
  stream: base
    .meta({ access: 'readable' })
    .route({
      method: 'GET',
      path: '/events/stream',
      tags,
      summary: 'Server-sent events, from now on or after a sequence',
    })
    .input(Filter.extend({ after: z.number().int().optional() }))
    .output(eventIterator(GitEvent)),
};
