import picomatch from 'picomatch';

/** A file of the build's context, by its path below it; links are links, and are never followed. */
export interface ContextFile {
  path: string;
  oid: string;
  /** As git writes it. */
  mode: '100644' | '100755' | '120000';
  size: number;
}

/** A file and where it goes. */
export interface PlacedFile {
  file: ContextFile;
  /** Absolute, in the image. */
  target: string;
}

/** As Go's filepath.Match, which Docker uses: no braces, no extended globs, and names with a dot are as others. */
const GLOB = { dot: true, nobrace: true, noext: true, nonegate: true, strictSlashes: false } as const;

/** A repository's word for what is in a tree: names that no checkout has are left out, as are submodules. */
export function contextFile(entry: {
  path: string;
  oid: string | null;
  mode: string | null;
  size: number | null;
}): ContextFile | null {
  const { path, oid, mode, size } = entry;
  const sane = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !path.includes('\0');
  if (!sane || oid === null || size === null) return null;
  return mode === '100644' || mode === '100755' || mode === '120000' ? { path, oid, mode, size } : null;
}

/** What a .dockerignore leaves of the context: the last line that says something of a path, or of a folder above it, decides. */
export function notIgnored(lines: readonly string[]): (path: string) => boolean {
  const rules = lines.flatMap((written) => {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) return [];
    const keep = line.startsWith('!');
    const pattern = cleaned(keep ? line.slice(1).trim() : line);
    return pattern === '' ? [] : [{ keep, matches: picomatch(pattern, GLOB) }];
  });
  return (path) => {
    const paths = withFolders(path);
    let kept = true;
    for (const { keep, matches } of rules) if (paths.some((one) => matches(one))) kept = keep;
    return kept;
  };
}

/** `a`, `a/b`, `a/b/c`. */
function withFolders(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

const cleaned = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');

/**
 * What `COPY source target` takes: of a folder what is in it, of a file the file. `into` says that the target is a folder
 * even where nothing of it ends in a slash. Null where nothing is of that name; a sentence where the name leads out.
 */
export function filesOf(
  files: readonly ContextFile[],
  source: string,
  target: string,
  into: boolean,
): PlacedFile[] | null | { refusal: string } {
  const path = cleaned(source);
  if (path.split('/').includes('..'))
    return { refusal: `“${source}” leads out of the folder that the build takes from.` };
  const matches = /[*?[]/.test(path) ? picomatch(path, GLOB) : (one: string) => one === path;
  const placed: PlacedFile[] = [];
  for (const file of files) {
    if (path === '') {
      placed.push({ file, target: join(target, file.path) });
      continue;
    }
    const folders = withFolders(file.path);
    const found = folders.find((one) => matches(one));
    if (found === undefined) continue;
    const isFile = found === file.path;
    const rest = isFile ? (folders.at(-2) ?? '') : found;
    const below = rest === '' ? file.path : file.path.slice(rest.length + 1);
    placed.push({ file, target: isFile && !into ? target : join(target, below) });
  }
  return placed.length === 0 && path !== '' ? null : placed;
}

const join = (folder: string, path: string): string => `${folder.replace(/\/+$/, '')}/${path}`;
