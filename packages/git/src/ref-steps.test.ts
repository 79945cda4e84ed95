import { expect, it } from 'vitest';
import { refSteps } from './ref-steps.ts';

const id = (letter: string) => letter.repeat(40);
const NONE = id('0');
const line = (old: string, now: string) => `${old} ${now} Ada <ada@example.com> 1767225600 +0100\tpush\n`;
const log = (...ids: string[]) =>
  ids
    .slice(1)
    .map((now, at) => line(ids[at] ?? '', now))
    .join('');
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(id) as [string, string, string, string];

const shown = (text: string, before: string | null, after: string, most = 100) =>
  refSteps(text, before, after, most)?.map((step) => `${step.before?.[0] ?? '-'}${step.after?.[0] ?? '-'}`) ?? null;

it.each<[string, string, string | null, string, string[] | null]>([
  ['one push', log(NONE, a, b), a, b, ['ab']],
  ['each of three', log(NONE, a, b, c, d), a, d, ['ab', 'bc', 'cd']],
  ['a new branch that was pushed to', log(NONE, a, b), null, b, ['-a', 'ab']],
  ['no further than it was seen', log(NONE, a, b, c), a, b, ['ab']],
  ['back where it was', log(NONE, a, b, a, c), a, c, ['ac']],
  ['gone and made again', log(NONE, c, d), a, d, ['a-', '-c', 'cd']],
  ['a log that begins later', log(a, b, c), a, c, ['ab', 'bc']],
  ['a log that was cut before that', log(b, c), a, c, null],
  ['a line that is missing', log(NONE, a, b) + line(c, d), a, d, null],
  ['a log of another ref', log(NONE, a, b), a, d, null],
  ['no log', '', a, b, null],
  ['what is no log', `${NONE} ${a}\nnonsense\n${'x'.repeat(200)}`, null, a, null],
  ['a move to where it is', log(NONE, a, a, b), a, b, ['ab']],
])('%s', (_name, text, before, after, steps) => {
  expect(shown(text, before, after)).toEqual(steps);
});

it('tells the newest steps, the rest as one', () => {
  expect(shown(log(NONE, a, b, c, d), null, d, 2)).toEqual(['-c', 'cd']);
  expect(shown(log(NONE, a, b, c, d), null, d, 1)).toEqual(['-d']);
});

it('says when', () => {
  expect(refSteps(log(NONE, a, b), a, b, 100)?.[0]?.at).toBe('2026-01-01T00:00:00.000Z');
});
