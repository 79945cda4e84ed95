import { describe, expect, test } from 'vitest';
import { mergedText, mergeText } from './merge-text.ts';
import { type Editable, mergeThing } from './merge-thing.ts';

const thing = (data: Record<string, unknown>, content: string | null = null, type = 'T'): Editable => ({
  type,
  data,
  content,
});

describe('fields', () => {
  const base = { a: 1, b: 2, tags: ['x'], of: { c: 1, d: { e: 1 } } };
  test.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
    ['nobody', base, base, base],
    ['I alone', { ...base, a: 9 }, base, { ...base, a: 9 }],
    ['they alone', base, { ...base, a: 9 }, { ...base, a: 9 }],
    ['two fields', { ...base, a: 9 }, { ...base, b: 8 }, { ...base, a: 9, b: 8 }],
    ['one field to one value', { ...base, a: 9 }, { ...base, a: 9 }, { ...base, a: 9 }],
    [
      'a field that I took away',
      { b: 2, tags: ['x'], of: base.of },
      { ...base, b: 3 },
      { b: 3, tags: ['x'], of: base.of },
    ],
    ['a field that both took away', { b: 2 }, { b: 2 }, { b: 2 }],
    ['two new fields', { ...base, n: 1 }, { ...base, m: 2 }, { ...base, m: 2, n: 1 }],
    ['one new object', { ...base, n: { x: 1 } }, { ...base, n: { y: 2 } }, { ...base, n: { y: 2, x: 1 } }],
    [
      'inside of an object',
      { ...base, of: { c: 2, d: { e: 1 } } },
      { ...base, of: { c: 1, d: { e: 5 } } },
      { ...base, of: { c: 2, d: { e: 5 } } },
    ],
    ['a key that is a trap', JSON.parse('{"__proto__":1}'), {}, JSON.parse('{"__proto__":1}')],
  ])('changed by: %s', (_name, mine, theirs, merged) => {
    const from = _name === 'a key that is a trap' ? {} : base;
    expect(mergeThing(thing(from), thing(mine), thing(theirs))).toEqual({
      merged: thing(merged),
      fields: [],
      body: null,
    });
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>, unknown[]]>([
    ['a value', { ...base, a: 9 }, { ...base, a: 8 }, [{ path: ['a'], base: 1, mine: 9, theirs: 8 }]],
    [
      'deep inside',
      { ...base, of: { c: 1, d: { e: 2 } } },
      { ...base, of: { c: 1, d: { e: 3 } } },
      [{ path: ['of', 'd', 'e'], base: 1, mine: 2, theirs: 3 }],
    ],
    [
      'a list is one value',
      { ...base, tags: ['x', 'y'] },
      { ...base, tags: ['x', 'z'] },
      [{ path: ['tags'], base: ['x'], mine: ['x', 'y'], theirs: ['x', 'z'] }],
    ],
    [
      'taken away and changed',
      { b: 2, tags: ['x'], of: base.of },
      { ...base, a: 8 },
      [{ path: ['a'], base: 1, theirs: 8 }],
    ],
    [
      'changed and taken away',
      { ...base, a: 9 },
      { b: 2, tags: ['x'], of: base.of },
      [{ path: ['a'], base: 1, mine: 9 }],
    ],
    ['new on both sides', { ...base, n: 1 }, { ...base, n: 2 }, [{ path: ['n'], mine: 1, theirs: 2 }]],
    [
      'an object against a word',
      { ...base, of: 'x' },
      { ...base, of: { ...base.of, c: 7 } },
      [{ path: ['of'], base: base.of, mine: 'x', theirs: { ...base.of, c: 7 } }],
    ],
  ])('in conflict: %s', (_name, mine, theirs, fields) => {
    expect(mergeThing(thing(base), thing(mine), thing(theirs)).fields).toEqual(fields);
  });

  test('the type is a field', () => {
    expect(mergeThing(thing({}), thing({}, null, 'U'), thing({ a: 1 })).merged).toEqual(thing({ a: 1 }, null, 'U'));
    expect(mergeThing(thing({}), thing({}, null, 'U'), thing({}, null, 'V')).fields).toEqual([
      { path: ['$type'], base: 'T', mine: 'U', theirs: 'V' },
    ]);
  });
});

describe('bodies', () => {
  const base = 'one\ntwo\nthree\nfour\nfive\n';
  test.each<[string, string, string, string]>([
    ['lines apart', base.replace('one', '1'), base.replace('five', '5'), '1\ntwo\nthree\nfour\n5\n'],
    ['the same change', base.replace('two', '2'), base.replace('two', '2'), base.replace('two', '2')],
    ['CRLF is no change', base.replaceAll('\n', '\r\n'), base.replace('two', '2'), base.replace('two', '2')],
    ['mine alone', base.replace('two', '2'), base, base.replace('two', '2')],
    ['all gone', '', base, ''],
  ])('%s', (_name, mine, theirs, merged) => {
    expect(mergedText(mergeText(base, mine, theirs))).toBe(merged);
  });

  test('the same line, changed twice', () => {
    const hunks = mergeText(base, base.replace('three', 'mine'), base.replace('three', 'theirs'));
    expect(hunks).toEqual([
      { kind: 'text', text: 'one\ntwo\n' },
      { kind: 'conflict', base: 'three\n', mine: 'mine\n', theirs: 'theirs\n' },
      { kind: 'text', text: 'four\nfive\n' },
    ]);
    expect(mergedText(hunks)).toBeNull();
  });

  test('more lines than are compared count as one difference', () => {
    const long = 'line\n'.repeat(6000);
    expect(mergeText(long, `${long}mine\n`, `${long}theirs\n`)).toMatchObject([{ kind: 'conflict' }]);
  });
});
