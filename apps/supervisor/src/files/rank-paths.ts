import fuzzysort from 'fuzzysort';

export type SearchablePath = ReturnType<typeof fuzzysort.prepare>;

export interface RankedPath {
  path: string;
  /** UTF-16 indexes of the matched characters. */
  positions: number[];
}

export function searchablePath(path: string): SearchablePath {
  return fuzzysort.prepare(path);
}

/**
 * Paths that have the query's characters in this order, best first. fuzzysort prefers what is consecutive and begins
 * words; on top of that a match in the file's name beats one in its directories, as in VS Code.
 */
export function rankPaths(paths: readonly SearchablePath[], query: string, limit: number): RankedPath[] {
  const wanted = query.trim();
  if (wanted === '') return paths.slice(0, limit).map(({ target }) => ({ path: target, positions: [] }));
  const lower = wanted.toLowerCase();
  const found = fuzzysort.go(wanted, paths, {
    limit,
    threshold: 0.1,
    scoreFn: (result) => {
      const name = result.target.slice(result.target.lastIndexOf('/') + 1);
      return result.score * 0.5 + nameScore(name.toLowerCase(), lower) * 0.5 - result.target.length / 1e5;
    },
  });
  return found.map((result) => ({
    path: result.target,
    positions: [...result.indexes].filter((at) => at >= 0 && at < result.target.length).sort((a, b) => a - b),
  }));
}

/** 1 for the name itself, less for a name that begins so, is so without its extension, has it, or has its letters. */
function nameScore(name: string, query: string): number {
  if (name === query) return 1;
  if (name.startsWith(`${query}.`)) return 0.95;
  if (name.startsWith(query)) return 0.85;
  if (name.includes(query)) return 0.7;
  let at = 0;
  for (let next = 0; next < query.length; next++) {
    at = name.indexOf(query.charAt(next), at) + 1;
    if (at === 0) return 0;
  }
  return 0.4;
}
