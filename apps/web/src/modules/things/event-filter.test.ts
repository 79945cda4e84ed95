import type { GitEvent } from '@craftastic/contract/events';
import { expect, test } from 'vitest';
import { type EventFilter, isWanted } from './event-filter.ts';

const told = { sequence: 1, environmentId: 'abcdef', createdAt: '2026-01-01T00:00:00Z' };
const push: GitEvent = {
  ...told,
  type: 'git.push',
  repo: 'https://git.example/docs',
  ref: 'refs/heads/feature/x',
  branch: 'feature/x',
  before: 'b'.repeat(40),
  after: 'a'.repeat(40),
  commit: 'a'.repeat(40),
  forced: false,
  truncated: false,
  commits: [
    {
      sha: 'a'.repeat(40),
      message: 'Say hello',
      author: { name: 'Ada', email: 'ada@example.com' },
      date: '2026-01-01T00:00:00Z',
      added: ['docs/Hello.md'],
      modified: [],
      removed: [],
      truncated: false,
    },
  ],
};
const sync: GitEvent = {
  ...told,
  type: 'things.synced',
  ns: 'https://docs.do',
  branch: 'main',
  commit: 'c'.repeat(40),
  written: 1,
  deleted: 0,
  diagnostics: 0,
};

test.each<[Partial<EventFilter>, boolean, boolean]>([
  [{}, true, true],
  [{ kind: 'pushes' }, true, false],
  [{ kind: 'syncs' }, false, true],
  [{ kind: 'tags' }, false, false],
  [{ text: ' feature ' }, true, false],
  [{ text: 'docs' }, true, true],
  [{ text: 'docs/hello.md' }, true, false],
  [{ text: 'HELLO ada' }, true, false],
  [{ text: 'hello bob' }, false, false],
  [{ text: 'ccccccc' }, false, true],
  [{ kind: 'syncs', text: 'feature' }, false, false],
])('%j: a push %s, a sync %s', (filter, ofPush, ofSync) => {
  const whole = { kind: 'all', text: '', ...filter } as const;
  expect([isWanted(push, whole), isWanted(sync, whole)]).toEqual([ofPush, ofSync]);
});
