import { expect, test } from 'vitest';
import { actionWords, durationWords, resultWords } from './action-words.ts';

test.each([
  ['auth.login', 'Log in'],
  ['git.push', 'Git: push'],
  ['git.stageHunks', 'Git: stage hunks'],
  ['accessTokens.rename', 'Access tokens: rename'],
  ['live', 'Live'],
])('%s reads %s', (action, words) => {
  expect(actionWords(action)).toBe(words);
});

test('results and durations as people say them', () => {
  expect([resultWords('ok'), resultWords('GIT_PUSH_REJECTED')]).toEqual(['ok', 'git push rejected']);
  expect([3, 1240, 61_000].map(durationWords)).toEqual(['3 ms', '1.2 s', '1 min']);
});
