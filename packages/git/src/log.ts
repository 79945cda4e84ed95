import type { Commit } from '@craftastic/contract/git';
import { commitDate } from './commit-date.ts';
import { textFields } from './fields.ts';
import type { Git } from './runner.ts';

const FIELDS = ['%H', '%P', '%an', '%ae', '%aI', '%s', '%b', '%D'];
/** So many unpushed commits are told apart; more are shown as unpushed only while the list is among them. */
const UNPUSHED_LIMIT = 100_000;

/** Commits of HEAD, newest first; of one file, followed through renames. */
export async function log(
  git: Git,
  options: { limit: number; skip: number; path?: string | undefined },
): Promise<Commit[]> {
  if (!(await hasHead(git))) return [];
  const args = [
    'log',
    '-z',
    `--format=${FIELDS.join('%x00')}`,
    '--decorate=short',
    '--encoding=UTF-8',
    `--max-count=${options.limit}`,
    `--skip=${options.skip}`,
  ];
  const [{ stdout }, unpushed] = await Promise.all([
    options.path === undefined
      ? git.run([...args, 'HEAD', '--'])
      : git.run([...args, '--follow', '--no-patch', 'HEAD'], { paths: [options.path] }),
    git.text(['rev-list', `--max-count=${UNPUSHED_LIMIT}`, 'HEAD', '--not', '--remotes']),
  ]);
  return parseLog(stdout, new Set(unpushed.split('\n')));
}

export async function hasHead(git: Git): Promise<boolean> {
  const { exitCode } = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'], { expect: [0, 1, 128] });
  return exitCode === 0;
}

/** Reads `git log -z` with the fields above, each ended by NUL. */
export function parseLog(output: Uint8Array, unpushed: ReadonlySet<string>): Commit[] {
  const values = textFields(output);
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS.length <= values.length; at += FIELDS.length) {
    const [
      id = '',
      parents = '',
      authorName = '',
      authorEmail = '',
      authoredAt = '',
      subject = '',
      body = '',
      refs = '',
    ] = values.slice(at, at + FIELDS.length);
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
    });
  }
  return commits;
}
