import { z } from 'zod';
import { READ_SESSION, WRITE_SESSION } from './access.ts';
import { base } from './base.ts';
import { Id } from './ids.ts';
import { OfSession } from './of-session.ts';
import { PortNumber } from './ports.ts';

/** The program that serves a session's app while one works on it. Its log is its terminal's. */
export const DevServer = z.object({
  command: z.string().nullable().describe('What Start runs; null where nothing says it'),
  source: z
    .enum(['settings', 'devcontainer', 'package'])
    .nullable()
    .describe('Who says so: the environment’s settings, devcontainer.json, or a guess from package.json'),
  running: z.boolean(),
  exitCode: z.number().int().nullable().describe('Of the last run, where it has ended'),
  terminalId: Id.nullable(),
  port: PortNumber.nullable().describe('As set, else the one that it listens on'),
  listening: z.boolean().describe('Something listens on `port`'),
});
export type DevServer = z.infer<typeof DevServer>;

const tags = ['previews'];

export const devServer = {
  state: base
    .meta({ access: READ_SESSION })
    .route({ method: 'GET', path: '/dev-server', tags })
    .input(OfSession)
    .output(DevServer),
  start: base
    .meta({ access: WRITE_SESSION })
    .route({
      method: 'POST',
      path: '/dev-server/start',
      tags,
      summary: 'Run it in a terminal of its own; one that runs is left alone',
    })
    .input(OfSession)
    .output(DevServer),
  stop: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'POST', path: '/dev-server/stop', tags })
    .input(OfSession)
    .output(DevServer),
};
