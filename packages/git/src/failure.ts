import type { ErrorCode } from '@craftastic/contract/errors';
import { GitError } from './git-error.ts';

/** A git command that failed, with what it left for telling why. */
export interface FailedCommand {
  verb: string;
  exitCode: number;
  stdout: string;
  stderr: string;
  /** The hook that stopped it, as git's trace tells. */
  hook: string | null;
}

interface Rule {
  code: ErrorCode;
  pattern: RegExp;
  data?: (match: RegExpExecArray, command: FailedCommand) => Record<string, unknown>;
}

const host = (match: RegExpExecArray, command: FailedCommand) => ({
  host: match.groups?.host ?? hostIn(command.stderr),
});

/**
 * For failures of which git leaves no other trace than its English words (LC_ALL is set to make sure of them). Order
 * matters: the first that matches wins. Verbs that can ask the repository's state instead do so and don't come here.
 */
const RULES: readonly Rule[] = [
  { code: 'DISK_FULL', pattern: /No space left on device|Disk quota exceeded/ },
  { code: 'GIT_INDEX_LOCKED', pattern: /Unable to create '.*\.lock': File exists|could not lock (config file|HEAD)/ },
  {
    code: 'GIT_IDENTITY_MISSING',
    pattern:
      /Please tell me who you are|unable to auto-detect email address|empty ident name|no (name|email) was given/,
  },
  {
    code: 'GIT_AUTHENTICATION_FAILED',
    pattern: /Authentication failed for|could not read (Username|Password) for|requested URL returned error: 40[13]/,
    data: host,
  },
  {
    code: 'HOST_UNREACHABLE',
    pattern:
      /Could not resolve host: (?<host>[^\s']+)|Failed to connect to (?<host2>\S+)|Connection (refused|timed out|reset)|Operation timed out|SSL certificate problem|requested URL returned error: (429|5\d\d)/,
    data: (match, command) => ({ host: match.groups?.host ?? match.groups?.host2 ?? hostIn(command.stderr) }),
  },
  {
    code: 'REPOSITORY_NOT_FOUND',
    pattern: /repository '.*' not found|requested URL returned error: (404|410)|remote: Repository not found/i,
    data: host,
  },
  {
    code: 'URL_INVALID',
    pattern:
      /is this a git repository\?|transport '.*' not allowed|[Uu]nable to find remote helper for|URL using bad\/illegal format|does not appear to be a git repository/,
  },
  {
    code: 'GIT_WOULD_OVERWRITE',
    pattern: /would be (overwritten|removed|lost) by|[Pp]lease commit or stash them|local changes would be overwritten/,
    data: (_match, { stderr }) => ({ paths: pathsListed(stderr) }),
  },
  { code: 'FILE_NOT_FOUND', pattern: /pathspec '(?<path>[\s\S]*)' did not match any file/, data: pathOf },
];

/** The contract's error for a failed command. */
export function failureOf(command: FailedCommand): GitError {
  const output = cleaned([command.stdout, command.stderr].filter((part) => part.trim() !== '').join('\n'));
  if (command.hook !== null) {
    return new GitError('GIT_HOOK_FAILED', {
      message: `The ${command.hook} hook of the repository stopped this.`,
      data: { hook: command.hook, output },
      output,
    });
  }
  for (const rule of RULES) {
    const match = rule.pattern.exec(command.stderr);
    if (match) return new GitError(rule.code, { data: rule.data?.(match, command) ?? {}, output });
  }
  const reason = /^(?:fatal|error): (.*)$/m.exec(command.stderr)?.[1];
  return new GitError('GIT_FAILED', {
    message: reason ? `Git ${command.verb} failed: ${reason}` : `Git ${command.verb} failed.`,
    data: { output },
    output,
  });
}

/** The indented lines in which git lists files. A name with a newline is cut; such a list is for reading only. */
export function pathsListed(stderr: string): string[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('\t'))
    .map((line) => line.slice(1));
}

/** What a person reads of git's output: progress that was overwritten on the screen is left out, and it is bounded. */
export function cleaned(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).trimEnd())
    .filter((line) => !/^(remote: )?[A-Z][\w ]+:\s+\d+% \(/.test(line));
  const text = lines.join('\n').trim();
  return text.length > 20_000 ? `…\n${text.slice(-20_000)}` : text;
}

function hostIn(stderr: string): string {
  const url = /https?:\/\/[^\s'"]+/.exec(stderr)?.[0];
  try {
    return url ? new URL(url).host : '';
  } catch {
    return '';
  }
}

function pathOf(match: RegExpExecArray) {
  return { path: match.groups?.path ?? '' };
}
