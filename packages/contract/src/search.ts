import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { READ_SESSION } from './access.ts';
import { base } from './base.ts';
import { OfSession } from './of-session.ts';

/** Matches of one file. Ranges are UTF-16 columns in `text`, which is cut to 250 characters around the first match. */
export const SearchResult = z.object({
  path: z.string(),
  lines: z.array(
    z.object({
      line: z.number().int(),
      text: z.string(),
      ranges: z.array(z.tuple([z.number().int(), z.number().int()])),
      column: z.number().int().describe('Of the first match in the whole line, from 1'),
    }),
  ),
});
export type SearchResult = z.infer<typeof SearchResult>;

export const search = base
  .meta({ access: READ_SESSION, cost: 'search' })
  .route({
    method: 'GET',
    path: '/search',
    tags: ['search'],
    summary: 'Search in files; results stream as they are found',
  })
  .input(
    OfSession.extend({
      query: z.string().min(1).max(1000),
      regex: z.boolean().default(false),
      matchCase: z.boolean().default(false),
      wholeWord: z.boolean().default(false),
      include: z.string().max(500).default('').describe('Globs, by comma: src/**/*.ts, *.md'),
      exclude: z.string().max(500).default(''),
      limit: z.number().int().min(1).max(20_000).default(5000).describe('Matching lines at the most'),
    }),
  )
  .output(eventIterator(SearchResult, z.object({ truncated: z.boolean() })));
