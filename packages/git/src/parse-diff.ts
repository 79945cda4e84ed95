import type { DiffLine, Hunk } from '@craftastic/contract/git';

/**
 * A file's patch, its bytes cut at the hunks: `prelude` is what stands before the first `@@`. Bytes and not text, so
 * that a part of it can be applied to a file in any encoding.
 */
export interface Patch {
  prelude: Buffer;
  hunks: Buffer[];
  binary: boolean;
}

/** Cuts the patch of one file. */
export function parsePatch(bytes: Buffer): Patch {
  const starts: number[] = [];
  let preludeEnd = bytes.length;
  for (let at = 0; at >= 0 && at < bytes.length; ) {
    // Lines of a hunk start with ' ', '+', '-' or '\', so `@@` at a line's start is always a hunk's head.
    if (bytes[at] === 0x40 && bytes[at + 1] === 0x40) starts.push(at);
    const next = bytes.indexOf(0x0a, at);
    if (next < 0) break;
    at = next + 1;
  }
  if (starts.length > 0) preludeEnd = starts[0] ?? preludeEnd;
  const prelude = bytes.subarray(0, preludeEnd);
  return {
    prelude,
    hunks: starts.map((start, index) => bytes.subarray(start, starts[index + 1] ?? bytes.length)),
    binary: /^(Binary files |GIT binary patch)/m.test(prelude.toString('latin1')),
  };
}

/** A hunk for the screen. */
export function presentHunk(bytes: Buffer): Hunk {
  const [head = '', ...rest] = bytes.toString('utf8').split('\n');
  if (rest.at(-1) === '') rest.pop();
  const [, oldStart, oldLines, newStart, newLines] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(head) ?? [];
  return {
    header: head,
    oldStart: Number(oldStart ?? 0),
    oldLines: Number(oldLines ?? 1),
    newStart: Number(newStart ?? 0),
    newLines: Number(newLines ?? 1),
    lines: rest.map(presentLine),
  };
}

function presentLine(line: string): DiffLine {
  switch (line[0]) {
    case '+':
      return { kind: 'added', text: line.slice(1) };
    case '-':
      return { kind: 'removed', text: line.slice(1) };
    case '\\':
      return { kind: 'no-newline', text: line.slice(2) };
    default:
      return { kind: 'context', text: line.slice(1) };
  }
}

/**
 * A patch of only some hunks. Line numbers of the others' effect are left as they are: `git apply` finds a hunk by its
 * context, and `--recount` is not needed because no hunk is changed inside. A rename is left out, so that a part of it
 * changes the content alone.
 */
export function patchOf(patch: Patch, chosen: readonly number[]): Buffer {
  const hunks = [...new Set(chosen)].sort((a, b) => a - b).map((index) => patch.hunks[index]);
  return Buffer.concat([withoutRename(patch.prelude), ...hunks.filter((hunk) => hunk !== undefined)]);
}

function withoutRename(prelude: Buffer): Buffer {
  const text = prelude.toString('latin1');
  if (!/^rename from /m.test(text)) return prelude;
  const target = /^\+\+\+ (.*)$/m.exec(text)?.[1] ?? '';
  const source = target.startsWith('"b/') ? `"a/${target.slice(3)}` : target.replace(/^b\//, 'a/');
  return Buffer.from(`diff --git ${source} ${target}\n--- ${source}\n+++ ${target}\n`, 'latin1');
}
