import type { Change, Diff, GitStatus } from '@craftastic/contract/git';
import { describe, expect, it } from 'vitest';
import { afterDiscard, afterStage, afterUnstage, changeRows, rowKeyOf } from './change-rows.ts';

const change = (path: string, group: Change['group'], kind: Change['kind'] = 'modified'): Change => ({
  path,
  group,
  kind,
});
const status = (...changes: Change[]): GitStatus => ({
  branch: 'main',
  head: 'a'.repeat(40),
  upstream: null,
  upstreamGone: false,
  ahead: null,
  behind: null,
  operation: null,
  stashes: 0,
  changes,
  total: changes.length,
});
const brief = ({ changes }: GitStatus) => changes.map(({ path, group, kind }) => `${path} ${group} ${kind}`);

describe('changeRows', () => {
  const changes = [change('b', 'untracked', 'added'), change('a', 'staged'), change('a', 'unstaged')];
  const none = { collapsed: new Set<Change['group']>(), expanded: new Set<string>(), diffs: new Map<string, Diff>() };

  it('orders by group, and leaves empty groups out', () => {
    expect(changeRows(changes, none).map(({ kind, key }) => `${kind} ${key.replace('\0', ' ')}`)).toEqual([
      'group staged',
      'file staged a',
      'group unstaged',
      'file unstaged a',
      'group untracked',
      'file untracked b',
    ]);
  });

  it('keeps only the head of a collapsed group', () => {
    expect(changeRows(changes, { ...none, collapsed: new Set(['staged'] as const) })).toHaveLength(5);
  });

  it('shows the hunks of an expanded file, or why there are none', () => {
    const [, , file] = changes;
    if (!file) throw new Error('no file');
    const expanded = new Set([rowKeyOf(file)]);
    const diff: Diff = {
      path: 'a',
      diffId: 'x',
      binary: false,
      truncated: false,
      hunks: [
        {
          header: '@@ -1 +1 @@',
          oldStart: 1,
          oldLines: 1,
          newStart: 1,
          newLines: 1,
          lines: [
            { kind: 'removed', text: 'one' },
            { kind: 'added', text: 'two' },
          ],
        },
      ],
    };
    const shown = (of: Diff | 'failed' | null) =>
      changeRows(changes, { ...none, expanded, diffs: of ? new Map([[rowKeyOf(file), of]]) : new Map() })
        .slice(4, -2)
        .map((row) => (row.kind === 'note' || row.kind === 'line' ? row.text : row.kind));
    expect(shown(null)).toEqual(['Reading the changes…']);
    expect(shown('failed')).toEqual(['The changes could not be read.']);
    expect(shown({ ...diff, binary: true })).toEqual(['Binary file']);
    expect(shown(diff)).toEqual(['hunk', 'one', 'two']);
  });
});

describe('the status as it will be', () => {
  it('after staging', () => {
    const before = status(
      change('b', 'untracked', 'added'),
      change('a', 'unstaged'),
      change('c', 'unstaged', 'deleted'),
    );
    expect(brief(afterStage(before, { paths: ['b', 'c'] }))).toEqual([
      'a unstaged modified',
      'b staged added',
      'c staged deleted',
    ]);
    expect(brief(afterStage(before, { all: true }))).toHaveLength(3);
  });

  it('after staging what is partly staged: one row', () => {
    const before = status(change('a', 'staged'), change('a', 'unstaged'));
    expect(brief(afterStage(before, { paths: ['a'] }))).toEqual(['a staged modified']);
  });

  it('after unstaging, with new and renamed files', () => {
    const renamed: Change = { ...change('new', 'staged', 'renamed'), originalPath: 'old' };
    expect(brief(afterUnstage(status(change('a', 'staged', 'added'), renamed), { all: true }))).toEqual([
      'a untracked added',
      'new untracked added',
      'old unstaged deleted',
    ]);
  });

  it('after discarding: what is staged stays', () => {
    const after = afterDiscard(status(change('a', 'staged'), change('a', 'unstaged'), change('b', 'untracked')), [
      'a',
      'b',
    ]);
    expect(brief(after)).toEqual(['a staged modified']);
    expect(after.total).toBe(1);
  });
});
