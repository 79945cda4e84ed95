import { procedures } from '../rpc.ts';
import { diffThings } from './diff.ts';
import { readNsFile } from './files.ts';
import { linesOfThing } from './lines.ts';
import { renderThing } from './render-thing.ts';

export const thingRoutes = {
  list: procedures.things.list.handler(({ context: { app }, input }) => app.things.list(input)),
  diff: procedures.things.diff.handler(({ context: { app }, input }) => diffThings(app, input)),
  get: procedures.things.get.handler(async ({ context: { app, caller }, input }) =>
    app.things.get(await app.access.readable(caller), input),
  ),
  history: procedures.things.history.handler(async ({ context: { app, caller }, input }) =>
    app.things.history(await app.access.readable(caller), input),
  ),
  render: procedures.things.render.handler(async ({ context: { app, caller }, input }) =>
    renderThing(app, await app.access.readable(caller), input),
  ),
  lines: procedures.things.lines.handler(async ({ context: { app, caller }, input }) =>
    linesOfThing(app, await app.access.readable(caller), input),
  ),
};

export const nsRoutes = {
  files: procedures.ns.files.handler(({ context: { app }, input }) => readNsFile(app, input)),
};
