const LIMIT = 200;

/**
 * Globs as people write them (`src/**\/*.ts, *.md`) as git's pathspecs. One without a slash is meant at any depth, a
 * folder's name means all that is in it, `{a,b}` is written out: git has no such thing.
 */
export function pathspecsOf(include: string, exclude: string): string[] {
  const included = globsOf(include).map((glob) => `:(top,glob)${glob}`);
  const excluded = globsOf(exclude).map((glob) => `:(top,exclude,glob)${glob}`);
  return [...new Set([...included, ...excluded])].slice(0, LIMIT);
}

function globsOf(list: string): string[] {
  return splitOutsideBraces(list)
    .map((glob) => glob.trim().replace(/^\.?\/+/, ''))
    .filter((glob) => glob !== '')
    .flatMap(expandBraces)
    .flatMap((glob) => {
      const anywhere = glob.replace(/\/$/, '').includes('/') ? glob : `**/${glob}`;
      if (anywhere.endsWith('/')) return [`${anywhere}**`];
      return anywhere.endsWith('**') ? [anywhere] : [anywhere, `${anywhere}/**`];
    });
}

function splitOutsideBraces(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    if (list[at] === '{') depth++;
    if (list[at] === '}') depth = Math.max(0, depth - 1);
    if (list[at] === ',' && depth === 0) {
      parts.push(list.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, list.slice(start)];
}

function expandBraces(glob: string): string[] {
  const done: string[] = [];
  const waiting = [glob];
  while (waiting.length > 0 && done.length + waiting.length <= LIMIT) {
    const next = waiting.shift() ?? '';
    // The innermost pair, so that nested ones come out one by one.
    const braces = /\{([^{}]*)\}/.exec(next);
    if (!braces) done.push(next);
    else {
      const [whole, inside = ''] = braces;
      const [before, after] = [next.slice(0, braces.index), next.slice(braces.index + whole.length)];
      waiting.push(...inside.split(',').map((choice) => before + choice + after));
    }
  }
  return [...done, ...waiting].slice(0, LIMIT);
}
