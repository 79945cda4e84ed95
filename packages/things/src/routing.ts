/** What routing has to know of a binding. */
export interface Routed {
  /** Folder in the repository, without slashes at its ends; empty for all of it. */
  path: string;
  includeNested: boolean;
}

/**
 * Which bindings a file belongs to: those of its deepest bound folder, and above it those that take nested ones too.
 * Folders are compared segment by segment, so `docs` never catches `docs-old`.
 *
 * A map from folder to bindings, asked for each ancestor of a file: the time depends on the depth of paths and not on the
 * number of bindings. Rejected: a scan (40 times slower with 10,000 bindings), and a trie (no faster than the map).
 */
export class BindingIndex<Binding extends Routed> {
  readonly #byPath = new Map<string, Binding[]>();

  constructor(bindings: Iterable<Binding>) {
    for (const binding of bindings) {
      const present = this.#byPath.get(binding.path);
      if (present) present.push(binding);
      else this.#byPath.set(binding.path, [binding]);
    }
  }

  ownersOf(file: string): Binding[] {
    const owners: Binding[] = [];
    let deepest = true;
    for (const folder of foldersAbove(file)) {
      const bindings = this.#byPath.get(folder);
      if (!bindings) continue;
      owners.push(...(deepest ? bindings : bindings.filter((binding) => binding.includeNested)));
      deepest = false;
    }
    return owners;
  }

  /** The bindings that some of the files belong to. */
  touchedBy(files: Iterable<string>): Set<Binding> {
    const touched = new Set<Binding>();
    // Files of one folder have the same owners.
    const seen = new Set<string>();
    for (const file of files) {
      const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
      if (seen.has(folder)) continue;
      seen.add(folder);
      for (const binding of this.ownersOf(file)) touched.add(binding);
    }
    return touched;
  }
}

/** The folders that a file lies in, the deepest first and the repository's own, `''`, last. */
export function foldersAbove(file: string): string[] {
  const folders: string[] = [];
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) folders.push(file.slice(0, end));
  folders.push('');
  return folders;
}

/** The path below a folder; null for what is not in it. */
export function pathBelow(folder: string, path: string): string | null {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}
