import { z } from 'zod';
import { READ_SESSION, WRITE_SESSION } from './access.ts';
import { base } from './base.ts';
import { FilePath, OfSession, WorktreePath } from './of-session.ts';

export const Entry = z.object({
  name: z.string(),
  path: z.string(),
  type: z.enum(['file', 'directory', 'symlink', 'other']),
  target: z.enum(['file', 'directory', 'broken', 'outside']).optional().describe('Of a symlink'),
  size: z.number(),
  ignored: z.boolean().describe('By .gitignore'),
});
export type Entry = z.infer<typeof Entry>;

/**
 * A text file. `text` has LF line ends and no byte order mark; `eol` and `bom` say what the disk has, and a write
 * keeps them. `version` is the hash of the bytes: give it back as `expectedVersion`.
 */
export const TextFile = z.object({
  path: z.string(),
  text: z.string(),
  version: z.string(),
  size: z.number(),
  eol: z.enum(['lf', 'crlf', 'mixed']),
  bom: z.boolean(),
  readOnly: z.boolean(),
});
export type TextFile = z.infer<typeof TextFile>;

/** Larger files are not opened: Monaco holds a file several times over in memory. */
export const EDITOR_LIMIT_BYTES = 5 * 1024 * 1024;

const tags = ['files'];
const Done = z.object({});

export const files = {
  list: base
    .meta({ access: READ_SESSION })
    .route({ method: 'GET', path: '/files', tags, summary: 'Entries of one directory' })
    .input(OfSession.extend({ path: WorktreePath.default('') }))
    .output(z.array(Entry)),
  read: base
    .meta({ access: READ_SESSION })
    .route({ method: 'GET', path: '/files/text', tags, summary: 'A text file of at most 5 MB' })
    .input(OfSession.extend({ path: FilePath }))
    .output(TextFile),
  write: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'PUT', path: '/files/text', tags, summary: 'Save; refused when the file changed meanwhile' })
    .input(
      OfSession.extend({
        path: FilePath,
        text: z.string(),
        expectedVersion: z.string().nullable().describe('As read; null when the file must not exist yet'),
        eol: z.enum(['lf', 'crlf']).default('lf').describe('mixed files keep the ends of unchanged lines'),
        bom: z.boolean().default(false),
      }),
    )
    .output(z.object({ version: z.string() })),
  create: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'POST', path: '/files', tags, summary: 'Create an empty file or a directory, with its parents' })
    .input(OfSession.extend({ path: FilePath, type: z.enum(['file', 'directory']) }))
    .output(Done),
  move: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'POST', path: '/files/move', tags, summary: 'Rename or move; never overwrites' })
    .input(OfSession.extend({ from: FilePath, to: FilePath }))
    .output(Done),
  remove: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'DELETE', path: '/files', tags, summary: 'Delete files and directories' })
    .input(OfSession.extend({ paths: z.array(FilePath).min(1).max(1000) }))
    .output(Done),
  find: base
    .meta({ access: READ_SESSION })
    .route({ method: 'GET', path: '/files/find', tags, summary: 'Quick open: paths by fuzzy match, best first' })
    .input(OfSession.extend({ query: z.string().max(300), limit: z.number().int().min(1).max(200).default(50) }))
    .output(z.array(z.object({ path: z.string(), positions: z.array(z.number().int()) }))),
};
