import { describe, expect, test } from 'vitest';
import { type Claim, claimOf, type Head, type Plan, SyncPlan } from './plan-sync.ts';

const NS = 'https://docs.do';
const ERROR = { severity: 'error' as const, message: 'Broken.', line: 2, column: 1 };

interface Scene {
  /** path → id; null for one with an error. A path with `=` behind is unchanged. */
  files: Record<string, string | null>;
  /** path → [id, version] */
  present?: Record<string, [string | null, bigint | null]>;
  renames?: Record<string, string>;
}

/** The steps as a sync has them: what was there, what is there, in the order of ids and paths. */
function stepsOf({ files, present = {}, renames = {} }: Scene): (Head | Claim)[] {
  const idOf = (id: string | null) => id && `${NS}/${id}`;
  const presentAt = (path: string) => {
    const [id, version] = present[path] ?? [];
    return id === undefined || version === undefined ? null : { thingId: idOf(id), version };
  };
  const claims = Object.entries(files).map(([key, id]): Claim => {
    const path = key.replace(/=$/, '');
    const thing = id && { id: `${NS}/${id}`, type: 't', name: path, data: {}, content: null, relations: [] };
    const from = presentAt(renames[path] ?? '');
    const last = presentAt(path) ?? from;
    const claim = claimOf({ thing: thing || null, diagnostics: thing ? [] : [ERROR] }, last);
    const version = claim !== null && last?.thingId === claim ? last.version : null;
    const moved = from?.thingId && from.version !== null ? { id: from.thingId, version: from.version } : null;
    return { is: 'claim', id: claim, path, readable: id !== null, changed: !key.endsWith('='), version, moved };
  });
  const claimed = new Set(claims.map(({ id }) => id));
  const heads = Object.values(present).flatMap(([id, version]): Head[] =>
    id === null || version === null ? [] : [{ is: 'head', id: `${NS}/${id}`, version }],
  );
  const free = claims.map((claim) => (claim.moved && claimed.has(claim.moved.id) ? { ...claim, moved: null } : claim));
  const keyOf = (step: Head | Claim) => Buffer.from(`${step.id ?? ''}\0${step.is === 'head' ? '' : step.path}`);
  return [...heads, ...free].sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)));
}

/** The plan, made in parts of so many steps. */
function plan(scene: Scene, size: number): Plan {
  const steps = stepsOf(scene);
  const sync = new SyncPlan();
  const parts: Plan[] = [];
  for (let start = 0; start < steps.length; start += size) parts.push(sync.take(steps.slice(start, start + size)));
  parts.push(sync.end());
  return {
    rows: parts.flatMap(({ rows }) => rows),
    deletes: parts.flatMap(({ deletes }) => deletes),
    aliases: parts.flatMap(({ aliases }) => aliases),
  };
}

/** A file with an error has that as one more diagnostic, of its reader. */
const short = ({ rows, deletes, aliases }: Plan, { files }: Scene) => ({
  writes: rows.flatMap(({ path, thingId, version, previous }) =>
    version === 'new' ? [[path, thingId?.slice(NS.length + 1), previous]] : [],
  ),
  deletes: deletes.map(({ id }) => id.slice(NS.length + 1)),
  aliases: aliases.map(({ alias, id }) => [alias.slice(NS.length + 1), id.slice(NS.length + 1)]),
  rows: Object.fromEntries(
    rows.map(({ path, version, diagnostics }) => [
      path,
      [version, diagnostics.length + (files[path] === null ? 1 : 0)],
    ]),
  ),
});

describe('the plan of a sync', () => {
  test.each<[string, Scene, ReturnType<typeof short>]>([
    [
      'a new file',
      { files: { 'a.md': 'a' } },
      { writes: [['a.md', 'a', null]], deletes: [], aliases: [], rows: { 'a.md': ['new', 0] } },
    ],
    [
      'a changed file follows its last version',
      { files: { 'a.md': 'a' }, present: { 'a.md': ['a', 7n] } },
      { writes: [['a.md', 'a', 7n]], deletes: [], aliases: [], rows: { 'a.md': ['new', 0] } },
    ],
    [
      'a file that is gone',
      { files: {}, present: { 'a.md': ['a', 7n] } },
      { writes: [], deletes: ['a'], aliases: [], rows: {} },
    ],
    [
      'a changed $id takes the old one away',
      { files: { 'a.md': 'b' }, present: { 'a.md': ['a', 7n] } },
      { writes: [['a.md', 'b', null]], deletes: ['a'], aliases: [], rows: { 'a.md': ['new', 0] } },
    ],
    [
      'an error keeps the last good version',
      { files: { 'a.md': null }, present: { 'a.md': ['a', 7n] } },
      { writes: [], deletes: [], aliases: [], rows: { 'a.md': [7n, 1] } },
    ],
    [
      'an error in a new file gives nothing',
      { files: { 'a.md': null } },
      { writes: [], deletes: [], aliases: [], rows: { 'a.md': [null, 1] } },
    ],
    [
      'a rename takes the history along, and the old id leads to the new one',
      { files: { 'b.md': 'b' }, present: { 'a.md': ['a', 7n] }, renames: { 'b.md': 'a.md' } },
      { writes: [['b.md', 'b', 7n]], deletes: ['a'], aliases: [['a', 'b']], rows: { 'b.md': ['new', 0] } },
    ],
    [
      'a rename of a file with a $id keeps the id',
      { files: { 'b.md': 'x' }, present: { 'a.md': ['x', 7n] }, renames: { 'b.md': 'a.md' } },
      { writes: [['b.md', 'x', 7n]], deletes: [], aliases: [], rows: { 'b.md': ['new', 0] } },
    ],
    [
      'a rename with an error keeps the last good version',
      { files: { 'b.md': null }, present: { 'a.md': ['a', 7n] }, renames: { 'b.md': 'a.md' } },
      { writes: [], deletes: [], aliases: [], rows: { 'b.md': [7n, 1] } },
    ],
    [
      'two files with one id: the first path owns it',
      { files: { 'b.md': 'x', 'a.md': 'x' } },
      { writes: [['a.md', 'x', null]], deletes: [], aliases: [], rows: { 'b.md': [null, 1], 'a.md': ['new', 0] } },
    ],
    [
      'a later path takes nothing from the owner',
      { files: { 'a.md=': 'x', 'b.md': 'x' }, present: { 'a.md': ['x', 7n] } },
      { writes: [], deletes: [], aliases: [], rows: { 'a.md': [7n, 0], 'b.md': [null, 1] } },
    ],
    [
      'an earlier path takes the id over',
      { files: { 'a.md': 'x', 'b.md=': 'x' }, present: { 'b.md': ['x', 7n] } },
      { writes: [['a.md', 'x', 7n]], deletes: [], aliases: [], rows: { 'a.md': ['new', 0], 'b.md': [null, 1] } },
    ],
    [
      'the owner is gone: the next one comes up',
      { files: { 'b.md=': 'x' }, present: { 'a.md': ['x', 7n], 'b.md': ['x', null] } },
      { writes: [['b.md', 'x', 7n]], deletes: [], aliases: [], rows: { 'b.md': ['new', 0] } },
    ],
    [
      'two files change places',
      {
        files: { 'a.md': 'a', 'b.md': 'b' },
        present: { 'a.md': ['a', 7n], 'b.md': ['b', 8n] },
        renames: { 'a.md': 'b.md', 'b.md': 'a.md' },
      },
      {
        writes: [
          ['a.md', 'a', 7n],
          ['b.md', 'b', 8n],
        ],
        deletes: [],
        aliases: [],
        rows: { 'a.md': ['new', 0], 'b.md': ['new', 0] },
      },
    ],
  ])('%s', (_name, scene, expected) => {
    for (const size of [1, 2, 100]) expect(short(plan(scene, size), scene)).toEqual(expected);
  });
});
