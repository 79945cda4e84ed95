import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { processInfo } from './process-table.ts';

const NAME = 'sandbox.json';

/** What the next API process must know of a sandbox that this one started. */
const LocalState = z.object({
  id: z.string(),
  kind: z.enum(['repository', 'session']),
  environmentId: z.string(),
  specHash: z.string(),
  pid: z.number().int().positive(),
  startedAt: z.string(),
});
export type LocalState = z.infer<typeof LocalState>;

/** Null where there is none, or none that can be read. */
export async function readState(runDirectory: string): Promise<LocalState | null> {
  try {
    return LocalState.parse(JSON.parse(await readFile(join(runDirectory, NAME), 'utf8')));
  } catch {
    return null;
  }
}

/** Written beside and renamed, so that a reader never sees half of it. */
export async function writeState(runDirectory: string, state: LocalState): Promise<void> {
  const path = join(runDirectory, NAME);
  await writeFile(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function removeState(runDirectory: string): Promise<void> {
  await rm(join(runDirectory, NAME), { force: true });
}

export async function readStates(runRoot: string): Promise<LocalState[]> {
  const names = await readdir(runRoot).catch(() => []);
  const states = await Promise.all(names.map((name) => readState(join(runRoot, name))));
  return states.filter((state) => state !== null);
}

/** Whether the very process that was started is alive: another one may have its number by now. */
export async function isAlive(state: Pick<LocalState, 'pid' | 'startedAt'>): Promise<boolean> {
  return (await processInfo(state.pid))?.startedAt === state.startedAt;
}
