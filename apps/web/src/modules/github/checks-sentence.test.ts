import type { Check } from '@craftastic/contract/github';
import { expect, test } from 'vitest';
import { checksSentence } from './checks-sentence.ts';

test.each<[Check['state'][], string]>([
  [['success', 'neutral'], 'All checks passed'],
  [['success', 'pending', 'pending'], '2 checks running'],
  [['failure', 'pending'], '1 check failed'],
])('%j', (states, sentence) => {
  expect(checksSentence(states.map((state, at) => ({ name: String(at), state, url: null })))).toBe(sentence);
});
