import type { BranchPreview } from '@craftastic/contract/previews';
import type { Session } from '@craftastic/contract/sessions';
import { expect, test } from 'vitest';
import { branchRows, matching } from './branch-rows.ts';

const branch = (name: string, more: Partial<BranchPreview> = {}): BranchPreview => ({
  name,
  isDefault: name === 'main',
  local: true,
  remote: true,
  head: 'a'.repeat(40),
  subject: `on ${name}`,
  committedAt: '2026-05-01T10:00:00Z',
  ahead: 0,
  behind: 0,
  session: null,
  contexts: [],
  drafts: [],
  ...more,
});

const session = (id: string, of: string, status: Session['status'], environmentId = 'env111'): Session => ({
  id,
  environmentId,
  name: of,
  branch: of,
  status,
  progress: null,
  error: null,
  runtime: 'docker',
  unusedKeys: [],
  ahead: null,
  behind: null,
  changes: null,
  usage: null,
  createdAt: '2026-05-01T10:00:00Z',
  lastActiveAt: '2026-05-01T10:00:00Z',
});

const port = (number: number) =>
  ({ port: number, address: 'loopback', family: 'ipv4', command: null, terminalId: null }) as const;

test('what runs comes first, then what has a session, the default branch, and the newest', () => {
  const rows = branchRows(
    [
      branch('main'),
      branch('old', { committedAt: '2025-01-01T00:00:00Z' }),
      branch('new', { committedAt: '2026-05-02T00:00:00Z' }),
      branch('stopped'),
      branch('running'),
    ],
    [session('s11111', 'stopped', 'stopped'), session('s22222', 'running', 'running')],
    'env111',
  );
  expect(rows.map(({ name }) => name)).toEqual(['running', 'stopped', 'main', 'new', 'old']);
});

test('a session is told as it is now, with the ports that were read for that very session', () => {
  const read = { id: 's11111', name: 'x', status: 'running' as const, ports: [port(5173), port(3000)] };
  const branches = [branch('x', { session: read })];
  expect(branchRows(branches, [session('s11111', 'x', 'running')], 'env111')[0]).toMatchObject({
    session: { status: 'running' },
    ports: [3000, 5173],
  });
  expect(branchRows(branches, [session('s11111', 'x', 'stopped')], 'env111')[0]?.ports).toEqual([]);
  expect(branchRows(branches, [session('s33333', 'x', 'running')], 'env111')[0]?.ports).toEqual([]);
  expect(branchRows(branches, [], 'env111')[0]?.session).toBeNull();
});

test('a branch of the same name in another environment is another', () => {
  expect(branchRows([branch('x')], [session('s11111', 'x', 'running', 'env222')], 'env111')[0]?.session).toBeNull();
});

test('each typed word has to be in the name', () => {
  const rows = [{ name: 'feature/dark-mode' }, { name: 'feature/light' }];
  expect(matching(rows, 'feat MODE')).toEqual([{ name: 'feature/dark-mode' }]);
  expect(matching(rows, ' ')).toHaveLength(2);
});
