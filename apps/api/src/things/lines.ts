import type { ThingLines } from '@craftastic/contract/things';
import { linesOf } from '@craftastic/things/lines';
import type { App } from '../app.ts';
import { readNsFile } from './files.ts';
import type { Place } from './readable.ts';
import { pathBelow } from './render-thing.ts';

/** Where a Thing's parts are written, in the file as its branch or draft has it now. Throws FILE_NOT_FOUND where that is gone. */
export async function linesOfThing(
  app: App,
  environmentIds: readonly string[],
  input: Partial<Place> & { id: string },
): Promise<ThingLines> {
  const thing = await app.things.get(environmentIds, input);
  const { path } = thing.$source;
  const below = await pathBelow(app, thing);
  const place = thing.session === null ? { branch: thing.branch } : { session: thing.session };
  const file = await readNsFile(app, { ns: below.bindingNs, ...place, path: below.path });
  return { path, ...linesOf(path, file.text ?? '') };
}
