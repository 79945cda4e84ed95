import type { Commit } from '@craftastic/contract/git';
import { commitDate } from './commit-date.ts';
import { changedFile, pathCount } from './commit-files.ts';
import { fields } from './fields.ts';
import type { Git } from './runner.ts';

const FIELDS = ['%H', '%P', '%an', '%ae', '%aI', '%s', '%b', '%D'];
const LINE_END = 0x0a;
/** So many unpushed commits are told apart; more are shown as unpushed only while the list is among them. */
const UNPUSHED_LIMIT = 100_000;

/** Commits of HEAD, newest first; of one file, followed through renames. */
export async function log(
  git: Git,
  options: { limit: number; skip: number; path?: string | undefined },
): Promise<Commit[]> {
  if (!(await hasHead(git))) return [];
  const args = ['log', '-z', `--format=${FIELDS.join('%x00')}`, '--decorate=short', '--encoding=UTF-8'];
  const { limit, skip, path } = options;
  const [{ stdout }, unpushed] = await Promise.all([
    path === undefined
      ? git.run([...args, `--max-count=${limit}`, `--skip=${skip}`, 'HEAD', '--'])
      : // Here git would count what it skips before it asks whether the file is in it.
        git.run([...args, '--follow', '--name-status', `--max-count=${skip + limit}`, 'HEAD'], { paths: [path] }),
    git.text(['rev-list', `--max-count=${UNPUSHED_LIMIT}`, 'HEAD', '--not', '--remotes']),
  ]);
  const commits = parseLog(stdout, new Set(unpushed.split('\n')));
  return path === undefined ? commits : commits.slice(skip);
}

export async function hasHead(git: Git): Promise<boolean> {
  const { exitCode } = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'], { expect: [0, 1, 128] });
  return exitCode === 0;
}

/** Reads `git log -z` with the fields above, each ended by NUL; with `--name-status` a line end and a letter come behind them. */
export function parseLog(output: Uint8Array, unpushed: ReadonlySet<string>): Commit[] {
  const values = fields(output);
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS.length <= values.length; ) {
    const [
      id = '',
      parents = '',
      authorName = '',
      authorEmail = '',
      authoredAt = '',
      subject = '',
      body = '',
      refs = '',
    ] = values.slice(at, at + FIELDS.length).map((field) => Buffer.from(field).toString('utf8'));
    at += FIELDS.length;
    const status = values[at];
    const letter = status?.[0] === LINE_END ? String.fromCharCode(status[1] ?? 0) : null;
    const paths = letter === null ? [] : values.slice(at + 1, at + 1 + pathCount(letter));
    if (letter !== null) at += 1 + paths.length;
    commits.push({
      id: id.trim(),
      parents: parents === '' ? [] : parents.split(' '),
      authorName,
      authorEmail,
      authoredAt: commitDate(authoredAt),
      subject,
      body: body.trimEnd(),
      // A ref's name has no space, so ', ' never is inside one.
      refs: refs === '' ? [] : refs.split(', ').flatMap((ref) => ref.split(' -> ')),
      pushed: !unpushed.has(id.trim()),
      ...(letter !== null && { file: changedFile(letter, paths) }),
    });
  }
  return commits;
}
