import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { READ_SESSION } from './access.ts';
import { base } from './base.ts';
import { Id } from './ids.ts';
import { OfSession } from './of-session.ts';

export const PortNumber = z.number().int().min(1).max(65_535);

/** A TCP port that a program of the session listens on. */
export const Port = z.object({
  port: PortNumber,
  address: z
    .enum(['loopback', 'any', 'other'])
    .describe('Where it listens: this machine alone, everywhere, one address'),
  family: z.enum(['ipv4', 'ipv6', 'both']),
  command: z.string().nullable().describe('Of the process that listens, where it can be seen; hostile text'),
  terminalId: Id.nullable().describe('The terminal that it was started in'),
});
export type Port = z.infer<typeof Port>;

export const Ports = z.object({
  ports: z.array(Port),
  seen: z.boolean().describe('Whether ports can be told there at all; not on macOS without containers'),
});
export type Ports = z.infer<typeof Ports>;

const tags = ['previews'];

export const ports = {
  list: base
    .meta({ access: READ_SESSION })
    .route({ method: 'GET', path: '/ports', tags, summary: 'Ports that programs of a session listen on' })
    .input(OfSession)
    .output(Ports),
  /** Looks more often while somebody listens: what a page that waits for a dev server is told by. */
  watch: base
    .meta({ access: READ_SESSION })
    .route({
      method: 'GET',
      path: '/ports/{port}/watch',
      tags,
      summary: 'Whether a port is listened on, as it changes',
    })
    .input(OfSession.extend({ port: z.coerce.number().pipe(PortNumber) }))
    .output(eventIterator(z.object({ listening: z.boolean() }))),
};
