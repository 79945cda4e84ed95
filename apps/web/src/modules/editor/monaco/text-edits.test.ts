import { expect, test } from 'vitest';
import { lineEdits } from './text-edits.ts';

const lines = (text: string) => text.split('\n');

function apply(before: string[], edits: ReturnType<typeof lineEdits>): string[] {
  const out = [...before];
  for (const edit of [...edits].reverse()) out.splice(edit.start, edit.end - edit.start, ...edit.lines);
  return out;
}

test.each<[string, string, number]>([
  ['a\nb\nc', 'a\nb\nc', 0],
  ['a\nb\nc', 'a\nB\nc', 1],
  ['a\nb\nc\nd\ne', 'A\nb\nc\nd\nE', 2],
  ['', 'a\nb', 1],
  ['a\nb', '', 1],
  ['a\nb', 'a\nb\nc', 1],
  ['a\nb\nc', 'c\nb\na', 2],
  ['x\nx\nx', 'x\nx', 1],
])('%j to %j takes %d edits', (before, after, count) => {
  const edits = lineEdits(lines(before), lines(after));
  expect(edits).toHaveLength(count);
  expect(apply(lines(before), edits)).toEqual(lines(after));
});

test('texts that have nothing in common are replaced as one', () => {
  const before = Array.from({ length: 3000 }, (_, line) => `a${line}`);
  const after = Array.from({ length: 3000 }, (_, line) => `b${line}`);
  const edits = lineEdits(before, after);
  expect(edits).toHaveLength(1);
  expect(apply(before, edits)).toEqual(after);
});
