import { expect, test } from 'vitest';
import { branchSuggestion, fileNameOf } from './branch-suggestion.ts';

test.each([
  ['https://docs.do/guides/Getting started', 'edit/guides-getting-started'],
  ['https://docs.do', 'edit/home'],
  ['https://docs.do/caf\u00e9..lock', 'edit/cafe-lock'],
])('%s → %s', (id, branch) => {
  expect(branchSuggestion(id)).toBe(branch);
});

test.each([
  ['Getting started!', 'getting-started.md'],
  [' Café & Bar ', 'café-bar.md'],
  ['!!!', ''],
])('«%s» → «%s»', (title, name) => {
  expect(fileNameOf(title)).toBe(name);
});
