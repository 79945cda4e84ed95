import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { contractError } from '@craftastic/contract/contract-error';
import type { SearchResult } from '@craftastic/contract/search';
import { gitEnvironment } from '@craftastic/git/environment';
import { MATCH_COLOUR, MatchParser } from './parse-matches.ts';
import { pathspecsOf } from './pathspecs.ts';

export interface SearchInput {
  query: string;
  regex: boolean;
  matchCase: boolean;
  wholeWord: boolean;
  include: string;
  exclude: string;
  limit: number;
}

interface Place {
  workspace: string;
  environment: Record<string, string>;
}

const FATAL = 128;
const OUTPUT_LIMIT_CHARACTERS = 4000;

/**
 * Searches tracked files and new ones that are not ignored, with `git grep`: it knows what is ignored, uses all cores
 * and is in every sandbox. A regular expression is Perl's where this git has them, else POSIX extended. Yields the
 * matches of one file at a time as they are found; ends git when the caller leaves or `limit` lines have matched.
 *
 * Throws SEARCH_PATTERN_INVALID.
 */
export async function* search(
  place: Place,
  input: SearchInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<SearchResult, { truncated: boolean }, void> {
  if (/[\n\0]/.test(input.query)) {
    throw contractError('SEARCH_PATTERN_INVALID', { data: { output: '' }, message: 'Search is line by line.' });
  }
  const child = spawn(
    'git',
    [
      ...COLOURS,
      'grep',
      ...(await optionsOf(place, input)),
      '-e',
      input.query,
      '--',
      ...pathspecsOf(input.include, input.exclude),
    ],
    {
      cwd: place.workspace,
      env: gitEnvironment({ base: place.environment }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exited = once(child, 'close');
  exited.catch(() => undefined);
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < OUTPUT_LIMIT_CHARACTERS) output += text;
  });
  const stop = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const parser = new MatchParser();
    let file: SearchResult | undefined;
    let lines = 0;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      for (const { path, line } of parser.push(chunk)) {
        if (file && file.path !== path) {
          yield file;
          file = undefined;
        }
        if (lines === input.limit) {
          if (file) yield file;
          return { truncated: true };
        }
        file ??= { path, lines: [] };
        file.lines.push(line);
        lines++;
      }
    }
    if (file) yield file;
    const [exitCode] = (await exited) as [number | null];
    if (exitCode === FATAL) {
      throw input.regex
        ? contractError('SEARCH_PATTERN_INVALID', { data: { output } })
        : contractError('GIT_FAILED', { data: { output } });
    }
    return { truncated: false };
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

/** Only the matches are marked; all else that git would colour is left plain. */
const COLOURS = [
  `color.grep.match=${MATCH_COLOUR}`,
  ...['filename', 'lineNumber', 'column', 'separator', 'selected', 'context', 'function'].map(
    (part) => `color.grep.${part}=normal`,
  ),
].flatMap((setting) => ['-c', setting]);

async function optionsOf(place: Place, input: SearchInput): Promise<string[]> {
  const kind = !input.regex ? '-F' : (await hasPerlPatterns(place)) ? '-P' : '-E';
  return [
    '--untracked',
    '--full-name',
    '--color=always',
    '--line-number',
    '--column',
    '-z',
    '-I',
    kind,
    ...(input.matchCase ? [] : ['-i']),
    ...(input.wholeWord ? ['-w'] : []),
  ];
}

let perlPatterns: Promise<boolean> | undefined;

/** A build without PCRE answers any use of it with 128, one that has it finds nothing in no file. */
function hasPerlPatterns(place: Place): Promise<boolean> {
  perlPatterns ??= new Promise((resolve) => {
    const child = spawn('git', ['grep', '-q', '-P', '-e', 'x', '--', ':(exclude,top)*'], {
      cwd: place.workspace,
      env: gitEnvironment({ base: place.environment }),
      stdio: 'ignore',
    });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code !== FATAL));
  });
  return perlPatterns;
}
