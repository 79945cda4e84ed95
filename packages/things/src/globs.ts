import picomatch from 'picomatch';

/**
 * Whether a text matches one of the patterns and none of those with `!` in front; a list that only excludes begins with
 * everything. `*` stops at a slash, `**` does not. Extended globs are off: `+(a|aa)` can be made to take exponential time.
 */
export function matcherOf(patterns: readonly string[]): (text: string) => boolean {
  const [included, excluded] = [
    patterns.filter((one) => !one.startsWith('!')),
    patterns.filter((one) => one.startsWith('!')),
  ];
  const isIn = included.map((pattern) => compile(pattern));
  const isOut = excluded.map((pattern) => compile(pattern.slice(1)));
  return (text) =>
    (isIn.length === 0 ? isOut.length > 0 : isIn.some((one) => one(text))) && !isOut.some((one) => one(text));
}

/** The same for paths of files, where a pattern without a slash holds in every folder: `*.md` is `**` + `/*.md`. */
export function pathMatcherOf(patterns: readonly string[]): (path: string) => boolean {
  return matcherOf(
    patterns.map((pattern) => {
      const [not, glob] = pattern.startsWith('!') ? ['!', pattern.slice(1)] : ['', pattern];
      if (!glob.includes('/')) return `${not}**/${glob}`;
      return not + glob.replace(/^\.?\//, '').replace(/\/$/, '/**');
    }),
  );
}

const compile = (pattern: string): ((text: string) => boolean) =>
  pattern === '' ? () => false : picomatch(pattern, { dot: true, noextglob: true, nonegate: true });
