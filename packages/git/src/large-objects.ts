import { join } from 'node:path';
import { pathFromBytes } from '@craftastic/contract/git-path';
import type { RefUpdate } from './ref-rules.ts';
import type { Git } from './runner.ts';

export interface LargeObject {
  oid: string;
  size: number;
  /** Where one of the commits has it; null where none was found. */
  path: string | null;
}

/** Looked for so long in what git lists of a push, to say a path. */
const MOST_LISTED_BYTES = 64 * 1024 * 1024;

/** Objects of a push above `maxBytes`, the largest first. `quarantine` is the folder in which git keeps them until it is accepted. */
export async function largeObjects(
  git: Git,
  quarantine: string,
  maxBytes: number,
  updates: readonly RefUpdate[],
): Promise<LargeObject[]> {
  // Alone, without the repository's own objects: what is there already was checked when it came.
  const args = [
    'cat-file',
    '--batch-all-objects',
    '--unordered',
    '--buffer',
    '--batch-check=%(objectsize) %(objectname)',
  ];
  const large = (await git.withObjects(quarantine).text(args))
    .split('\n')
    .map((line) => line.split(' '))
    .map(([size = '', oid = '']) => ({ oid, size: Number(size) }))
    .filter(({ size }) => size > maxBytes)
    .sort((a, b) => b.size - a.size);
  if (large.length === 0) return [];
  const paths = await pathsOf(git.withObjects(quarantine, join(git.directory, 'objects')), updates);
  return large.map(({ oid, size }) => ({ oid, size, path: paths.get(oid) ?? null }));
}

async function pathsOf(git: Git, updates: readonly RefUpdate[]): Promise<Map<string, string>> {
  const afters = updates.flatMap(({ after }) => (after === null ? [] : [after]));
  const { stdout } = await git.run(['rev-list', '--objects', '--stdin', '--not', '--all'], {
    input: `${afters.join('\n')}\n`,
    maxBytes: MOST_LISTED_BYTES,
    expect: [0, 128],
  });
  const paths = new Map<string, string>();
  for (const line of stdout.toString('latin1').split('\n')) {
    const space = line.indexOf(' ');
    if (space > 0 && space < line.length - 1) {
      paths.set(line.slice(0, space), pathFromBytes(Buffer.from(line.slice(space + 1), 'latin1')));
    }
  }
  return paths;
}
