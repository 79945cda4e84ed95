import type { Entry } from '@craftastic/contract/files';

/** What is known of a directory: its entries, or that they are on their way, or why not. */
export interface Listing {
  entries: readonly Entry[] | undefined;
  error: unknown;
}

export interface EntryRow {
  kind: 'entry';
  entry: Entry;
  /** From 1. */
  level: number;
  /** Undefined for what can't be opened up. */
  expanded: boolean | undefined;
  position: number;
  siblings: number;
}

/** In the place of a directory's entries, or of a name that is being typed. */
export type Row =
  | EntryRow
  | { kind: 'loading'; path: string; level: number }
  | { kind: 'failed'; path: string; level: number; error: unknown }
  | { kind: 'new'; parent: string; level: number; type: 'file' | 'directory' };

export interface NewEntry {
  parent: string;
  type: 'file' | 'directory';
}

export const isDirectory = (entry: Entry): boolean =>
  entry.type === 'directory' || (entry.type === 'symlink' && entry.target === 'directory');

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Directories first, then by name as a person sorts: file2 before file10. */
export const sortEntries = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted(
    (a, b) =>
      Number(isDirectory(b)) - Number(isDirectory(a)) || collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1),
  );

/** The rows of the tree, top to bottom. */
export function treeRows(
  listings: ReadonlyMap<string, Listing>,
  expanded: ReadonlySet<string>,
  adding: NewEntry | null,
): Row[] {
  const rows: Row[] = [];
  const visit = (path: string, level: number) => {
    if (adding?.parent === path) rows.push({ kind: 'new', ...adding, level });
    const listing = listings.get(path);
    if (listing?.entries === undefined) {
      if (listing?.error != null) rows.push({ kind: 'failed', path, level, error: listing.error });
      else if (level > 1) rows.push({ kind: 'loading', path, level });
      return;
    }
    for (const [at, entry] of listing.entries.entries()) {
      const open = isDirectory(entry) ? expanded.has(entry.path) : undefined;
      rows.push({
        kind: 'entry',
        entry,
        level,
        expanded: open,
        position: at + 1,
        siblings: listing.entries.length,
      });
      if (open) visit(entry.path, level + 1);
    }
  };
  visit('', 1);
  return rows;
}

/** The directories to list: the root, and what is open with all above it open too. */
export const shownDirectories = (expanded: ReadonlySet<string>): string[] => [
  '',
  ...[...expanded].filter((path) => ancestors(path).every((each) => expanded.has(each))).sort(),
];

export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const join = (parent: string, name: string): string => (parent === '' ? name : `${parent}/${name}`);

/** The directories above a path, the outermost first, without the root. */
export function ancestors(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** Paths without those that lie below another of them: moving or deleting the upper one takes them along. */
export const topmost = (paths: readonly string[]): string[] => {
  const all = new Set(paths);
  return [...all].filter((path) => !ancestors(path).some((above) => all.has(above)));
};

/**
 * Where the keyboard goes from row `at`, as in any tree: the next row that a typed beginning fits, looked for from the
 * row itself on while more is typed, from the next one on for the first letter.
 */
export function typeAhead(rows: readonly Row[], at: number, typed: string): number {
  const from = typed.length > 1 ? at : at + 1;
  for (let step = 0; step < rows.length; step++) {
    const index = (from + step + rows.length) % rows.length;
    const row = rows[index];
    if (row?.kind === 'entry' && row.entry.name.toLowerCase().startsWith(typed.toLowerCase())) return index;
  }
  return at;
}

/** What is wrong with a typed name, as a sentence; null when nothing is. Slashes make directories on the way. */
export function nameProblem(name: string, taken: ReadonlySet<string>): string | null {
  const parts = name.split('/');
  if (name.startsWith('/')) return 'A name can’t begin with a slash.';
  if (parts.some((part) => part === '.' || part === '..')) return 'A name can’t be . or ..';
  if (parts.slice(0, -1).some((part) => part === '')) return 'A directory on the way has no name.';
  if (parts.some((part) => new TextEncoder().encode(part).length > 255)) return 'The name is too long.';
  if (parts[0] === '.git') return 'Git keeps .git for itself.';
  if (taken.has(name)) return `${name} is here already.`;
  return null;
}
