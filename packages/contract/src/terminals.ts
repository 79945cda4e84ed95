import { z } from 'zod';
import { READ_SESSION, WRITE_SESSION } from './access.ts';
import { base } from './base.ts';
import { Id } from './ids.ts';
import { OfSession } from './of-session.ts';

export const Terminal = z.object({
  id: Id,
  name: z.string(),
  title: z.string().describe('As the program in it set it; hostile text'),
  status: z.enum(['running', 'exited']),
  exitCode: z.number().int().nullable(),
  columns: z.number().int(),
  rows: z.number().int(),
  createdAt: z.iso.datetime(),
});
export type Terminal = z.infer<typeof Terminal>;

const Columns = z.number().int().min(2).max(1000);
const Rows = z.number().int().min(1).max(1000);
const tags = ['terminals'];

export const terminals = {
  list: base
    .meta({ access: READ_SESSION })
    .route({ method: 'GET', path: '/terminals', tags })
    .input(OfSession)
    .output(z.array(Terminal)),
  create: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'POST', path: '/terminals', tags })
    .input(
      OfSession.extend({
        name: z.string().trim().min(1).max(100).optional(),
        columns: Columns.default(80),
        rows: Rows.default(24),
        command: z.string().max(10_000).optional().describe('Run by the shell in place of a prompt'),
      }),
    )
    .output(Terminal),
  update: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'PATCH', path: '/terminals/{id}', tags, summary: 'Rename' })
    .input(OfSession.extend({ id: Id, name: z.string().trim().min(1).max(100) }))
    .output(Terminal),
  remove: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'DELETE', path: '/terminals/{id}', tags, summary: 'Close it and end what runs in it' })
    .input(OfSession.extend({ id: Id }))
    .output(z.object({})),
};
