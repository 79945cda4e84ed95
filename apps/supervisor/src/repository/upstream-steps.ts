import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type RefStep, refSteps } from '@craftastic/git/ref-steps';
import { systemCode } from '../system-code.ts';
import type { Layout } from './layout.ts';

/** Read of a log, from its end: some four hundred moves. */
const MOST_BYTES = 128 * 1024;

/**
 * The moves of a hosted repository's branch between two of its commits, by the log that git keeps of it; null where there is
 * none that says so. The file is read as it is: `git reflog` would leave out what its objects are gone of, and starts a program.
 */
export async function upstreamSteps(
  layout: Layout,
  { ref, before, after, most }: { ref: string; before: string | null; after: string; most: number },
): Promise<{ steps: RefStep[] | null }> {
  const log = await endOf(join(layout.hosted, 'logs', ref));
  return { steps: log === null ? null : refSteps(log, before, after, most) };
}

async function endOf(path: string): Promise<string | null> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile()) return null;
    const start = Math.max(0, stats.size - MOST_BYTES);
    const buffer = Buffer.alloc(Math.min(stats.size, MOST_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    // The first line may be a part of one, which is none to whoever reads it.
    return buffer.toString('latin1', 0, bytesRead);
  } catch (error) {
    const code = systemCode(error);
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'].includes(code ?? '')) return null;
    throw error;
  }
}
