import { once } from 'node:events';
import { pathFromBytes } from '@craftastic/contract/git-path';
import type { TreeEntry } from '@craftastic/contract/repository';
import { fields } from './fields.ts';
import { GitError } from './git-error.ts';
import type { ObjectReader } from './object-reader.ts';
import type { Git } from './runner.ts';
import { walkDifference } from './walk-trees.ts';

/** Renames are looked for among so many new and gone files; the work is their product. */
const RENAME_LIMIT = 1000;
const SIZES_AT_ONCE = 1000;

/** What differs between two trees, below them. Git is asked where something may have been renamed, or much has changed. */
export async function treeDifference(git: Git, objects: ObjectReader, from: string, to: string): Promise<TreeEntry[]> {
  const entries = (await walkDifference(objects, from, to)) ?? (await gitDifference(git, from, to));
  const sizes = await sizesOf(objects, entries);
  return entries.map((entry) => ({ ...entry, size: sizes.get(entry.oid ?? '') ?? null }));
}

export async function gitDifference(git: Git, from: string, to: string): Promise<TreeEntry[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '-M', `-l${RENAME_LIMIT}`, from, to];
  return parseRaw((await git.run(args)).stdout);
}

/** All of a tree, in parts as git lists it: a large one is never in memory whole. */
export async function* wholeTree(git: Git, tree: string): AsyncGenerator<TreeEntry[], void, void> {
  const leave = new AbortController();
  const child = git.open(['ls-tree', '-r', '-l', '-z', '--full-tree', tree], leave.signal);
  const ended = once(child, 'close');
  ended.catch(() => {});
  child.on('error', () => {});
  child.stdin.end();
  child.stderr.resume();
  try {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(0) + 1;
      if (end > 0) yield parseTree(bytes.subarray(0, end));
      rest = bytes.subarray(end);
    }
    const [code] = await ended;
    if (code !== 0) throw new GitError('GIT_FAILED', { data: { output: `git ls-tree ended with ${code}` } });
  } finally {
    leave.abort();
    await ended.catch(() => {});
  }
}

/** A submodule's commit has none here. */
export async function sizesOf(
  objects: ObjectReader,
  entries: readonly Pick<TreeEntry, 'oid' | 'mode'>[],
): Promise<Map<string, number>> {
  const oids = [...new Set(entries.flatMap(({ oid, mode }) => (oid === null || mode === '160000' ? [] : [oid])))];
  const sizes = new Map<string, number>();
  for (let start = 0; start < oids.length; start += SIZES_AT_ONCE) {
    const part = oids.slice(start, start + SIZES_AT_ONCE);
    const infos = await objects.info(part);
    for (const [at, oid] of part.entries()) {
      const info = infos[at];
      if (info) sizes.set(oid, info.size);
    }
  }
  return sizes;
}

/** Null for what has none, and for an object that is missing: `-`, `BAD`, `missing`. */
const sizeOf = (text: string | undefined): number | null => (/^\d+$/.test(text ?? '') ? Number(text) : null);

/** Object id of the tree at a path of a commit; null where there is none. */
export async function treeAt(git: Git, commit: string, path: string): Promise<string | null> {
  if (path === '') {
    const { exitCode, stdout } = await git.run(['rev-parse', '--verify', '--quiet', `${commit}^{tree}`], {
      expect: [0, 1, 128],
    });
    return exitCode === 0 ? stdout.toString('latin1').trim() : null;
  }
  const { stdout } = await git.run(['ls-tree', '-d', '-z', '--full-tree', commit], { paths: [path] });
  return /^040000 tree ([0-9a-f]+)\t/.exec(stdout.toString('latin1'))?.[1] ?? null;
}

/** Mode and object id of what is at a path of a commit; null where nothing is. */
export async function entryAt(git: Git, commit: string, path: string): Promise<{ mode: string; oid: string } | null> {
  const { stdout } = await git.run(['ls-tree', '-z', '--full-tree', commit], { paths: [path] });
  const found = /^([0-7]{6}) \w+ ([0-9a-f]+)\t/.exec(stdout.toString('latin1'));
  return found?.[1] && found[2] ? { mode: found[1], oid: found[2] } : null;
}

export async function hasTree(objects: ObjectReader, tree: string): Promise<boolean> {
  return (await objects.info([tree]))[0]?.type === 'tree';
}

/** `ls-tree -r -l -z`: `100644 blob 8a1b…      12\tpath`. */
export function parseTree(output: Uint8Array): TreeEntry[] {
  return fields(output).map((field) => {
    const tab = field.indexOf(9);
    const [mode = '', , oid = '', size = '-'] = ascii(field.subarray(0, tab)).split(/ +/);
    const path = pathFromBytes(field.subarray(tab + 1));
    return { path, from: null, mode, oid, size: sizeOf(size) };
  });
}

/** `--raw -z`: `:100644 100644 8a1b… 9c2d… M`, then the path, and for a rename the new path after the old one. */
export function parseRaw(output: Uint8Array): TreeEntry[] {
  const values = fields(output);
  const entries: TreeEntry[] = [];
  for (let at = 0; at + 1 < values.length; ) {
    const [, mode = '', , oid = '', status = ''] = ascii(values[at] ?? NONE).split(' ');
    const first = pathFromBytes(values[at + 1] ?? NONE);
    const isRename = status.startsWith('R');
    const path = isRename ? pathFromBytes(values[at + 2] ?? NONE) : first;
    const isGone = status === 'D';
    entries.push({
      path,
      from: isRename ? first : null,
      mode: isGone ? null : mode,
      oid: isGone ? null : oid,
      size: null,
    });
    at += isRename ? 3 : 2;
  }
  return entries;
}

const NONE = new Uint8Array();
const ascii = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
