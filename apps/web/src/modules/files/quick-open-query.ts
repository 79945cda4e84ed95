export interface QuickOpenQuery {
  query: string;
  line?: number;
  column?: number;
}

/** `name:12:3` is a name with a line and a column; `:12` a line of the file in front. */
export function parseQuickOpen(text: string): QuickOpenQuery {
  const match = /^(.*?)(?::(\d*))?(?::(\d*))?$/s.exec(text.trim());
  const [, query = '', line, column] = match ?? [];
  return {
    query,
    ...(line && Number(line) > 0 && { line: Number(line) }),
    ...(column && Number(column) > 0 && { column: Number(column) }),
  };
}

/**
 * Whether a path has the letters of a query, in their order. While the answer to what was typed is on its way, only such
 * files of the answer before are offered: Enter opens nothing that was not asked for.
 */
export function hasLetters(query: string, path: string): boolean {
  const letters = path.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase().replaceAll(/\s/g, '')) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

export interface Run {
  at: number;
  text: string;
  hit: boolean;
}

/** Characters `[from, to)` of a path, cut where matched letters begin and end. */
export function runs(path: string, positions: ReadonlySet<number>, from: number, to: number): Run[] {
  const out: Run[] = [];
  for (let at = from; at < to; at++) {
    const hit = positions.has(at);
    const last = out.at(-1);
    if (last?.hit === hit) last.text += path[at];
    else out.push({ at, text: path[at] ?? '', hit });
  }
  return out;
}
