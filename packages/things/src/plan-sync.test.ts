import { describe, expect, test } from 'vitest';
import { type Changes, type Plan, planSync } from './plan-sync.ts';

const NS = 'https://docs.do';
const ERROR = { severity: 'error' as const, message: 'Broken.', line: 2, column: 1 };

interface Scene {
  /** path → id; null for one with an error. A path with `=` behind is unchanged. */
  files: Record<string, string | null>;
  /** path → [id, version] */
  present?: Record<string, [string | null, bigint | null]>;
  renames?: Record<string, string>;
}

function plan({ files, present = {}, renames = {} }: Scene): Plan {
  const changes: Changes = {
    files: new Map(
      Object.entries(files).map(([key, id]) => {
        const path = key.replace(/=$/, '');
        const thing =
          id === null ? null : { id: `${NS}/${id}`, type: 't', name: path, data: {}, content: null, relations: [] };
        return [path, { thing, diagnostics: thing ? [] : [ERROR], changed: !key.endsWith('=') }];
      }),
    ),
    renames: new Map(Object.entries(renames)),
    present: new Map(
      Object.entries(present).map(([path, [id, version]]) => [path, { thingId: id && `${NS}/${id}`, version }]),
    ),
  };
  return planSync(changes);
}

const short = ({ writes, deletes, aliases, rows }: Plan) => ({
  writes: writes.map(({ path, thing, previous }) => [path, thing.id.slice(NS.length + 1), previous]),
  deletes: deletes.map(({ id }) => id.slice(NS.length + 1)),
  aliases: aliases.map(({ alias, id }) => [alias.slice(NS.length + 1), id.slice(NS.length + 1)]),
  rows: Object.fromEntries(rows.map(({ path, version, diagnostics }) => [path, [version, diagnostics.length]])),
});

describe('planSync', () => {
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
    expect(short(plan(scene))).toEqual(expected);
  });

  test('paths are ordered by their bytes, not by UTF-16', () => {
    // U+FFFD comes before U+1F600 in UTF-8, and after its surrogates in UTF-16.
    const { writes } = plan({ files: { '\u{1F600}.md': 'x', '\uFFFD.md': 'x' } });
    expect(writes.map(({ path }) => path)).toEqual(['\uFFFD.md']);
  });
});
