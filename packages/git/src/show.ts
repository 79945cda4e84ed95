import { EDITOR_LIMIT_BYTES } from '@craftastic/contract/files';
import type { FileAtRevision } from '@craftastic/contract/git';
import { pathFromBytes } from '@craftastic/contract/git-path';
import { fields } from './fields.ts';
import type { Git } from './runner.ts';

const MISSING: FileAtRevision = { exists: false, binary: false, tooLarge: false, text: '', size: 0 };
const STAGES: Record<string, string> = { index: '0', base: '1', ours: '2', theirs: '3' };

/**
 * A file as one side has it. The text is as in the editor, with LF line ends and without a byte order mark, so that a
 * diff between the two shows what was edited.
 */
export async function show(git: Git, path: string, revision: string): Promise<FileAtRevision> {
  const stage = STAGES[revision];
  // By object id and not as `revision:path`: that can't be said for every name.
  const id = stage === undefined ? await idInCommit(git, path, revision) : await idInIndex(git, path, stage);
  if (id === null) return MISSING;
  const size = Number(await git.text(['cat-file', '-s', id]));
  if (size > EDITOR_LIMIT_BYTES) return { ...MISSING, exists: true, tooLarge: true, size };
  const { stdout } = await git.run(['cat-file', 'blob', id]);
  const text = decode(stdout);
  return text === null
    ? { ...MISSING, exists: true, binary: true, size }
    : { exists: true, binary: false, tooLarge: false, text, size };
}

/** Null where it is not UTF-8 text. */
function decode(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}

async function idInCommit(git: Git, path: string, revision: string): Promise<string | null> {
  const verified = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{tree}`], {
    expect: [0, 1, 128],
  });
  if (verified.exitCode !== 0) return null;
  const tree = verified.stdout.toString('utf8').trim();
  // mode SP type SP id TAB path
  const { stdout } = await git.run(['ls-tree', '-z', '--full-tree', tree], { paths: [path] });
  return pick(stdout, path, (head) => (head[1] === 'blob' ? head[2] : undefined));
}

async function idInIndex(git: Git, path: string, stage: string): Promise<string | null> {
  // mode SP id SP stage TAB path
  const { stdout } = await git.run(['ls-files', '-s', '-z'], { paths: [path] });
  return pick(stdout, path, (head) => (head[2] === stage && head[0] !== '160000' ? head[1] : undefined));
}

function pick(output: Buffer, path: string, idOf: (head: string[]) => string | undefined): string | null {
  for (const record of fields(output)) {
    const tab = record.indexOf(0x09);
    if (pathFromBytes(record.subarray(tab + 1)) !== path) continue;
    const id = idOf(Buffer.from(record.subarray(0, tab)).toString('utf8').split(' '));
    if (id !== undefined) return id;
  }
  return null;
}
