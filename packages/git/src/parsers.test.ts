import { describe, expect, it } from 'vitest';
import { parseNameStatus } from './commit-files.ts';
import { cleaned, failureOf } from './failure.ts';
import { textFields } from './fields.ts';
import { failedHookIn } from './hook-trace.ts';
import { parsePatch, patchOf, presentHunk } from './parse-diff.ts';
import { parseStatus } from './parse-status.ts';
import { FETCH_WEIGHTS, ProgressMeter } from './progress-meter.ts';
import { parsePush } from './push.ts';
import { parseRefs } from './refs.ts';
import { streamed } from './streamed.ts';
import { parseWorktrees } from './worktree-list.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const ID = 'a'.repeat(40);

describe('parseStatus', () => {
  it.each([
    [
      'a new repository',
      `# branch.oid (initial)\0# branch.head main\0`,
      { head: null, branch: 'main', upstreamGone: false },
    ],
    ['a detached HEAD', `# branch.oid ${ID}\0# branch.head (detached)\0`, { head: ID, branch: null }],
    [
      'a branch beside its upstream',
      `# branch.oid ${ID}\0# branch.head x\0# branch.upstream origin/x\0# branch.ab +2 -11\0# stash 3\0`,
      { upstream: 'origin/x', ahead: 2, behind: 11, stashes: 3, upstreamGone: false },
    ],
    [
      'an upstream that is gone',
      `# branch.oid ${ID}\0# branch.head x\0# branch.upstream origin/x\0`,
      { upstream: 'origin/x', ahead: null, upstreamGone: true },
    ],
  ])('reads the header of %s', (_name, output, expected) => {
    expect(parseStatus(bytes(output))).toMatchObject(expected);
  });

  it.each([
    [
      `1 MM N... 100644 100644 100644 ${ID} ${ID} a b.txt\0`,
      [
        { path: 'a b.txt', group: 'staged', kind: 'modified' },
        { path: 'a b.txt', group: 'unstaged', kind: 'modified' },
      ],
    ],
    [`1 .D N... 100644 100644 000000 ${ID} ${ID} gone\0`, [{ path: 'gone', group: 'unstaged', kind: 'deleted' }]],
    [
      `1 .M SCMU 160000 160000 160000 ${ID} ${ID} sub\0`,
      [{ path: 'sub', group: 'unstaged', kind: 'modified', submodule: true }],
    ],
    [
      `2 R. N... 100644 100644 100644 ${ID} ${ID} R100 new name\0old\nname\0? x\0`,
      [
        { path: 'new name', originalPath: 'old\nname', group: 'staged', kind: 'renamed' },
        { path: 'x', group: 'untracked', kind: 'added' },
      ],
    ],
    [
      `2 RM N... 100644 100644 100644 ${ID} ${ID} R90 b\0a\0`,
      [
        { path: 'b', originalPath: 'a', group: 'staged', kind: 'renamed' },
        { path: 'b', group: 'unstaged', kind: 'modified' },
      ],
    ],
    [
      `u UD N... 100644 100644 000000 100644 ${ID} ${ID} ${ID} c\0`,
      [{ path: 'c', group: 'conflicted', kind: 'unmerged', conflict: 'deleted by them' }],
    ],
    ['? caf\xe9\0', [{ path: 'caf\uEFE9', group: 'untracked', kind: 'added' }]],
    ['? nested/\0', [{ path: 'nested/', group: 'untracked', kind: 'added' }]],
  ])('reads %j', (output, changes) => {
    expect(parseStatus(bytes(output)).changes).toEqual(changes);
  });
});

describe('parseNameStatus', () => {
  it('reads renames with both names', () => {
    expect(parseNameStatus(bytes('M\0a\0R087\0old\0new\0D\0b\0'))).toEqual([
      { path: 'a', kind: 'modified' },
      { path: 'new', originalPath: 'old', kind: 'renamed' },
      { path: 'b', kind: 'deleted' },
    ]);
  });
});

describe('patches', () => {
  const patch = bytes(
    'diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a\n+b\n c\n@@ -9 +9 @@ fn\n-@@ x\n+\xe9\n\\ No newline at end of file\n',
  );

  it('is cut at its hunks, and put together of some', () => {
    const parsed = parsePatch(patch);
    expect(parsed.hunks).toHaveLength(2);
    expect(Buffer.concat([parsed.prelude, ...parsed.hunks]).equals(patch)).toBe(true);
    expect(patchOf(parsed, [1]).toString('latin1')).toBe(
      Buffer.concat([parsed.prelude, parsed.hunks[1] ?? Buffer.alloc(0)]).toString('latin1'),
    );
    expect(presentHunk(parsed.hunks[1] ?? Buffer.alloc(0))).toMatchObject({
      header: '@@ -9 +9 @@ fn',
      oldStart: 9,
      oldLines: 1,
      lines: [
        { kind: 'removed', text: '@@ x' },
        { kind: 'added', text: '\uFFFD' },
        { kind: 'no-newline', text: 'No newline at end of file' },
      ],
    });
  });

  it('knows binaries, and nothing', () => {
    expect(parsePatch(bytes('diff --git a/x b/x\nBinary files a/x and b/x differ\n'))).toMatchObject({
      binary: true,
      hunks: [],
    });
    expect(parsePatch(bytes(''))).toMatchObject({ binary: false, hunks: [] });
  });
});

describe('parsePush', () => {
  it.each([
    ['=\trefs/heads/main:refs/heads/main\t[up to date]', 'up-to-date'],
    ['*\trefs/heads/x:refs/heads/x\t[new branch]', 'pushed'],
    [' \trefs/heads/main:refs/heads/main\t4a1..9b2', 'pushed'],
    ['+\trefs/heads/main:refs/heads/main\t4a1...9b2 (forced update)', 'pushed'],
    ['!\trefs/heads/main:refs/heads/main\t[rejected] (fetch first)', 'rejected'],
    ['!\trefs/heads/main:refs/heads/main\t[rejected] (stale info)', 'rejected'],
    ['!\trefs/heads/main:refs/heads/main\t[remote rejected] (pre-receive hook declined)', 'refused'],
    ['!\trefs/heads/main:refs/heads/main\t[remote failure] (remote failed to report status)', 'refused'],
  ])('%j is %s', (line, outcome) => {
    expect(parsePush(`To https://host/x.git\n${line}\nDone\n`)?.outcome).toBe(outcome);
  });

  it('is null where git told of no ref', () => {
    expect(parsePush('')).toBeNull();
  });
});

// Recorded from git 2.39.5, and from github.com and gitlab.com through it.
describe('failureOf', () => {
  it.each([
    [
      "fatal: Unable to create '/r/.git/index.lock': File exists.\n\nAnother git process seems to be running",
      'GIT_INDEX_LOCKED',
    ],
    ['Author identity unknown\n\n*** Please tell me who you are.\n', 'GIT_IDENTITY_MISSING'],
    ['fatal: no email was given and auto-detection is disabled', 'GIT_IDENTITY_MISSING'],
    ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'GIT_AUTHENTICATION_FAILED'],
    [
      "remote: Invalid username or password.\nfatal: Authentication failed for 'https://github.com/a/b.git/'",
      'GIT_AUTHENTICATION_FAILED',
    ],
    [
      "remote: Permission to a/b.git denied to c.\nfatal: unable to access 'https://github.com/a/b.git/': The requested URL returned error: 403",
      'GIT_AUTHENTICATION_FAILED',
    ],
    [
      "remote: Repository not found.\nfatal: repository 'https://github.com/a/b.git/' not found",
      'REPOSITORY_NOT_FOUND',
    ],
    ["fatal: unable to access 'https://nohost.example/': Could not resolve host: nohost.example", 'HOST_UNREACHABLE'],
    [
      "fatal: unable to access 'http://127.0.0.1:1/x/': Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server",
      'HOST_UNREACHABLE',
    ],
    ["fatal: unable to access 'https://h/x/': The requested URL returned error: 503", 'HOST_UNREACHABLE'],
    ['fatal: https://h/x/info/refs not valid: is this a git repository?', 'URL_INVALID'],
    ["fatal: transport 'ext' not allowed", 'URL_INVALID'],
    ["git: 'remote-foo' is not a git command.\nfatal: unable to find remote helper for 'foo'", 'URL_INVALID'],
    ['fatal: write error: No space left on device', 'DISK_FULL'],
    [
      'error: Your local changes to the following files would be overwritten by merge:\n\ta b.txt\nPlease commit your changes or stash them before you merge.\nAborting',
      'GIT_WOULD_OVERWRITE',
    ],
    [
      'error: The following untracked working tree files would be overwritten by checkout:\n\tx\nAborting',
      'GIT_WOULD_OVERWRITE',
    ],
    ["fatal: pathspec 'gone' did not match any files", 'FILE_NOT_FOUND'],
    ['fatal: something new', 'GIT_FAILED'],
  ])('%j is %s', (stderr, code) => {
    const failure = failureOf({ verb: 'x', exitCode: 128, stdout: '', stderr, hook: null });
    expect(failure.code).toBe(code);
    if (code === 'GIT_WOULD_OVERWRITE') expect(failure.data.paths).toHaveLength(1);
  });

  it('puts a hook first, whatever it wrote', () => {
    const stderr = 'fatal: Authentication failed for x';
    expect(failureOf({ verb: 'commit', exitCode: 1, stdout: 'lint', stderr, hook: 'pre-commit' })).toMatchObject({
      code: 'GIT_HOOK_FAILED',
      data: { hook: 'pre-commit', output: `lint\n${stderr}` },
    });
  });

  it('cleans away what was overwritten on the screen', () => {
    expect(cleaned('Writing objects:  50% (1/2)\rWriting objects: 100% (2/2), done.\nremote: hello   \n')).toBe(
      'remote: hello',
    );
  });
});

describe('parseRefs', () => {
  it('reads local and remote branches, and leaves out what is none', () => {
    const record = (...values: string[]) => `${values.join('\0')}\0`;
    const date = '2026-11-20T21:00:00+00:00';
    const output = [
      record('refs/heads/a/b', ID, 'origin/a/b', 'ahead 2, behind 3', 'Ada', date, 'one, two'),
      record('refs/heads/gone', ID, 'origin/gone', 'gone', 'Ada', date, ''),
      record('refs/heads/even', ID, 'origin/even', '', 'Ada', date, 'x'),
      record('refs/remotes/origin/HEAD', ID, '', '', 'Ada', date, 'x'),
      record('refs/remotes/origin/c', ID, '', '', 'Ada', date, 'x'),
      record('refs/heads/blob', ID, '', '', '', '', ''),
    ].join('\n');
    const read = parseRefs(Buffer.from(`${output}\n`));
    expect(read.map(({ name, remote, upstream, ahead, behind }) => [name, remote, upstream, ahead, behind])).toEqual([
      ['a/b', false, 'origin/a/b', 2, 3],
      ['gone', false, 'origin/gone', null, null],
      ['even', false, 'origin/even', 0, 0],
      ['c', true, null, null, null],
    ]);
    expect(read[0]).toMatchObject({ subject: 'one, two', authorName: 'Ada', committedAt: date, head: ID });
  });
});

describe('parseWorktrees', () => {
  it('reads paths with newlines, and knows a bare repository and a detached HEAD from a branch', () => {
    const list =
      'worktree /r/.git\0bare\0\0worktree /r/a\nb\0HEAD x\0branch refs/heads/f/x\0locked session\0\0worktree /r/c\0HEAD x\0detached\0\0';
    expect(parseWorktrees(textFields(Buffer.from(list)))).toEqual([
      { path: '/r/.git', branch: null },
      { path: '/r/a\nb', branch: 'f/x' },
      { path: '/r/c', branch: null },
    ]);
  });
});

describe('failedHookIn', () => {
  it('tells a failed hook from one that passed, and from broken lines', () => {
    const event = (value: object) => JSON.stringify({ sid: 's', ...value });
    const passed = [
      event({ event: 'child_start', child_id: 0, child_class: 'hook', hook_name: 'pre-commit' }),
      event({ event: 'child_exit', child_id: 0, code: 0 }),
      event({ event: 'child_start', child_id: 1, child_class: '?' }),
      event({ event: 'child_exit', child_id: 1, code: 1 }),
      '{"event":',
    ];
    expect(failedHookIn(passed.join('\n'))).toBeNull();
    const failed = [
      event({ event: 'child_start', child_id: 2, child_class: 'hook', hook_name: 'commit-msg' }),
      event({ event: 'child_exit', child_id: 2, code: 3 }),
    ];
    expect(failedHookIn([...passed, ...failed].join('\n'))).toEqual({ name: 'commit-msg', exitCode: 3 });
  });
});

describe('ProgressMeter', () => {
  it('weighs the phases, joins cut lines, and never goes back', () => {
    const meter = new ProgressMeter(FETCH_WEIGHTS);
    expect(meter.push('remote: Enumerating objects: 5, done.\n')).toBeNull();
    expect(meter.push('remote: Compressing objects:  50% (1/2)\r')).toEqual({
      phase: 'Compressing objects',
      percent: 5,
    });
    expect(meter.push('Receiving objects:  5')).toBeNull();
    expect(meter.push('0% (1/2), 1.20 MiB | 3.00 MiB/s\r')).toEqual({
      phase: 'Receiving objects',
      percent: 45,
      detail: '1.20 MiB | 3.00 MiB/s',
    });
    expect(meter.push('remote: Compressing objects: 100% (2/2), done.\n')?.percent).toBe(45);
    expect(meter.push('Resolving deltas: 100% (1/1), done.\n')?.percent).toBe(100);
  });
});

describe('streamed', () => {
  it('aborts the work when its reader leaves, and ends only with it', async () => {
    let ended = false;
    const stream = streamed(async (report, signal) => {
      report({ phase: 'x', percent: 1 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended = true;
    });
    expect((await stream.next()).value).toEqual({ phase: 'x', percent: 1 });
    await stream.return();
    expect(ended).toBe(true);
  });

  it('throws what the work throws', async () => {
    await expect(streamed(() => Promise.reject(new Error('no'))).next()).rejects.toThrow('no');
  });
});
