import type { GitEvent } from '@craftastic/contract/events';
import { describe, expect, test } from 'vitest';
import { withEvent } from './event-order.ts';
import { sentenceOf } from './event-sentence.ts';

const told = { environmentId: 'abcdefgh', createdAt: '2026-01-01T00:00:00Z' };
const synced = (sequence: number, written = 0, deleted = 0, diagnostics = 0): GitEvent => ({
  ...told,
  ...{ type: 'things.synced', sequence, ns: 'https://docs.do', branch: 'main', commit: 'a', written, deleted },
  diagnostics,
});

test.each([
  [synced(1), 'docs.do: main synced, nothing changed'],
  [synced(1, 1), 'docs.do: main synced, 1 Thing written'],
  [synced(1, 2, 3, 1), 'docs.do: main synced, 2 Things written, 3 deleted, 1 problem'],
])('a sync', (event, sentence) => expect(sentenceOf(event)).toBe(sentence));

test('a tag, by the name of its repository', () => {
  const refs = { repo: 'https://example.org/org/docs.git', ref: 'refs/tags/v1', before: null, after: 'a' };
  expect(sentenceOf({ ...told, ...refs, type: 'git.tag.created', sequence: 1, tag: 'v1' })).toBe(
    'docs: tag v1 was created',
  );
});

describe('withEvent', () => {
  const order = (log: GitEvent[], sequence: number) => withEvent(log, synced(sequence)).map((each) => each.sequence);

  test.each([
    [[], 1, [1]],
    [[2, 1], 3, [3, 2, 1]],
    [[3, 1], 2, [3, 2, 1]],
    [[3, 2], 1, [3, 2, 1]],
    [[3, 2, 1], 2, [3, 2, 1]],
  ])('%j with %i is %j', (log, sequence, wanted) => {
    expect(
      order(
        log.map((each) => synced(each)),
        sequence,
      ),
    ).toEqual(wanted);
  });
});
