import { expect, test } from 'vitest';
import { markedConflicts, resolved, type Side } from './markers.ts';

const TEXT = ['a', '<<<<<<< HEAD', 'ours', '=======', 'theirs', '>>>>>>> topic', 'b'];
const DIFF3 = ['<<<<<<< ours', 'o1', 'o2', '||||||| 1234567', 'base', '=======', '>>>>>>> theirs'];

test('plain and diff3 styles are found', () => {
  expect(markedConflicts([...TEXT, ...DIFF3])).toEqual([
    { start: 1, base: null, middle: 3, end: 5 },
    { start: 7, base: 10, middle: 12, end: 13 },
  ]);
});

test.each<[string, string[]]>([
  ['no end', ['<<<<<<< HEAD', 'a', '=======', 'b']],
  ['no middle', ['<<<<<<< HEAD', 'a', '>>>>>>> b']],
  ['a heading underlined', ['Title', '=======', 'text']],
  ['longer rows', ['<<<<<<<<', '=======', '>>>>>>>>']],
])('%s is text', (_name, lines) => expect(markedConflicts(lines)).toEqual([]));

test('a second start begins anew', () => {
  expect(markedConflicts(['<<<<<<< x', ...TEXT.slice(1, 6)])).toEqual([{ start: 1, base: null, middle: 3, end: 5 }]);
});

test.each<[string[], Side, string[]]>([
  [TEXT, 'current', ['ours']],
  [TEXT, 'incoming', ['theirs']],
  [TEXT, 'both', ['ours', 'theirs']],
  [DIFF3, 'current', ['o1', 'o2']],
  [DIFF3, 'incoming', []],
  [DIFF3, 'both', ['o1', 'o2']],
])('%# keeps the %s', (lines, side, expected) => {
  const [conflict] = markedConflicts(lines);
  expect(conflict && resolved(lines, conflict, side)).toEqual(expected);
});
