import type { FieldConflict, Hunk } from '@craftastic/contract/thing-conflict';
import { expect, test } from 'vitest';
import { allFrom, noChoices, openChoices, resolved } from './conflict-choices.ts';

const fields: FieldConflict[] = [
  { path: ['title'], base: 'A', mine: 'M', theirs: 'T' },
  { path: ['of', 'n'], base: 1, mine: 2 },
  { path: ['$type'], mine: 'X', theirs: 'Y' },
];
const body: Hunk[] = [
  { kind: 'text', text: 'top\n' },
  { kind: 'conflict', base: 'b\n', mine: 'm', theirs: 't\n' },
];
const merged = { type: 'Y', data: { title: 'T', of: { o: 1 } }, content: 'theirs' };
const conflict = { fields, body, merged };

test('nothing is chosen at first', () => {
  expect(openChoices(conflict, noChoices(conflict))).toBe(4);
  expect(resolved(conflict, noChoices(conflict))).toEqual({ ...merged, content: 'top\nt\n' });
});

test('all of one side', () => {
  expect(openChoices(conflict, allFrom('mine', conflict))).toBe(0);
  expect(resolved(conflict, allFrom('mine', conflict))).toEqual({
    type: 'X',
    data: { title: 'M', of: { o: 1, n: 2 } },
    content: 'top\nm',
  });
  expect(resolved(conflict, allFrom('theirs', conflict)).data).toEqual(merged.data);
});

test('one by one; both is one after the other', () => {
  const choices = { fields: ['base', 'theirs', 'theirs'] as const, hunks: [undefined, 'both'] as const };
  expect(resolved(conflict, { fields: [...choices.fields], hunks: [...choices.hunks] })).toEqual({
    type: 'Y',
    data: { title: 'A', of: { o: 1 } },
    content: 'top\nm\nt\n',
  });
});
