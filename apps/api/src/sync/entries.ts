import type { TreeEntry } from '@craftastic/contract/repository';
import type { Aim } from './aim.ts';

/** Files that are in memory at once, and how large they may be together. */
const MOST_ENTRIES = 1000;
const MOST_BYTES = 4 * 1024 * 1024;

/** Larger documents become no Things, and are not read. */
export const MOST_DOCUMENT_BYTES = 1024 * 1024;

/** What differs from a tree, in parts of a bounded size; `whole` where that is all there is. */
export async function* entryParts(
  { tree: to, entries }: Aim,
  from: string | null,
): AsyncGenerator<TreeEntry[], { whole: boolean }, void> {
  // No such folder in this commit: all that was in it is gone.
  if (to === null) return { whole: true };
  if (from === to) return { whole: false };
  const told = await entries(from, to);
  let part: TreeEntry[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await told.next();
      if (done) {
        if (part.length > 0) yield part;
        return value;
      }
      for (const entry of value) {
        part.push(entry);
        const size = entry.size ?? 0;
        if (size <= MOST_DOCUMENT_BYTES) bytes += size;
        if (part.length < MOST_ENTRIES && bytes < MOST_BYTES) continue;
        yield part;
        part = [];
        bytes = 0;
      }
    }
  } finally {
    await told.return?.();
  }
}

/** The same, with the next one under way while one is worked on. */
export async function* ahead<Part, End>(source: AsyncGenerator<Part, End, void>): AsyncGenerator<Part, End, void> {
  let next = source.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return value;
      next = source.next();
      // Whoever leaves earlier never asks for it.
      next.catch(() => {});
      yield value;
    }
  } finally {
    // What is under way ends first: a generator does one thing after the other.
    await source.return(undefined as End).catch(() => {});
  }
}
