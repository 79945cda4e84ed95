import type { Binding } from '@craftastic/contract/bindings';
import { describe, expect, test } from 'vitest';
import { type BindingDraft, draftOf, isFine, NEW_BINDING, problemsOf, settingsOf } from './binding-draft.ts';

const draft: BindingDraft = {
  ...NEW_BINDING,
  ns: 'docs.do',
  environmentId: 'abcdefgh',
  path: 'docs',
  defaultBranch: 'main',
};

describe('problemsOf', () => {
  test('a whole draft has none', () => {
    expect(problemsOf(draft)).toEqual({});
    expect(isFine(problemsOf(draft))).toBe(true);
  });

  test.each([
    [{ ns: '' }, 'ns'],
    [{ ns: 'ftp://docs.do' }, 'ns'],
    [{ ns: 'https://docs.do#x' }, 'ns'],
    [{ environmentId: '' }, 'environmentId'],
    [{ path: '../elsewhere' }, 'path'],
    [{ defaultBranch: ' ' }, 'defaultBranch'],
    [{ parentNs: 'https://docs.do?x' }, 'parentNs'],
    [{ types: 'posts/**' }, 'types'],
    [{ previewTemplate: 'https://preview.docs.do' }, 'previewTemplate'],
  ] satisfies [Partial<BindingDraft>, string][])('%j is wrong at %s', (change, field) => {
    expect(Object.keys(problemsOf({ ...draft, ...change }))).toEqual([field]);
  });
});

test('lines become lists, and empty fields null', () => {
  const settings = settingsOf({
    ...draft,
    branchPatterns: 'feature/*\n\n  fix/* \n',
    types: 'my posts/** https://schema.org/BlogPosting',
    parentNs: ' ',
  });
  expect(settings).toMatchObject({
    branchPatterns: ['feature/*', 'fix/*'],
    types: [{ pattern: 'my posts/**', type: 'https://schema.org/BlogPosting' }],
    parentNs: null,
    previewTemplate: null,
  });
});

test('a binding through the form is itself', () => {
  const settings = {
    path: 'docs',
    defaultBranch: 'main',
    branchPatterns: ['feature/*'],
    contentPatterns: ['*.md', '!drafts/**'],
    types: [{ pattern: 'posts/**', type: 'BlogPosting' }],
    syncMode: 'pull' as const,
    parentNs: 'https://do',
    includeNested: true,
    previewTemplate: 'https://preview-{branch}.docs.do',
  };
  const binding: Binding = {
    ...settings,
    ns: 'https://docs.do',
    environmentId: 'abcdefgh',
    repositoryUrl: '',
    branches: 1,
    previews: [],
    syncStatus: 'synced',
    lastSyncAt: null,
    createdAt: '',
  };
  expect(settingsOf(draftOf(binding))).toEqual(settings);
});
