import type { Binding, BindingSettings } from '@craftastic/contract/bindings';
import { Ns } from '@craftastic/contract/namespace';

/** A binding as its form has it: every field as text. */
export interface BindingDraft {
  ns: string;
  environmentId: string;
  path: string;
  defaultBranch: string;
  /** A glob a line. */
  branchPatterns: string;
  contentPatterns: string;
  /** A pattern and a type a line. */
  types: string;
  syncMode: BindingSettings['syncMode'];
  parentNs: string;
  includeNested: boolean;
  previewTemplate: string;
}

export const NEW_BINDING: BindingDraft = {
  ns: '',
  environmentId: '',
  path: '',
  defaultBranch: '',
  branchPatterns: '**',
  contentPatterns: '*.md\n*.mdx',
  types: '',
  syncMode: 'pull',
  parentNs: '',
  includeNested: false,
  previewTemplate: '',
};

export const draftOf = (binding: Binding): BindingDraft => ({
  ns: binding.ns,
  environmentId: binding.environmentId,
  path: binding.path,
  defaultBranch: binding.defaultBranch,
  branchPatterns: binding.branchPatterns.join('\n'),
  contentPatterns: binding.contentPatterns.join('\n'),
  types: binding.types.map(({ pattern, type }) => `${pattern} ${type}`).join('\n'),
  syncMode: binding.syncMode,
  parentNs: binding.parentNs ?? '',
  includeNested: binding.includeNested,
  previewTemplate: binding.previewTemplate ?? '',
});

export type BindingProblems = Partial<Record<keyof BindingDraft, string>>;

/** What is wrong with it, by field. The server says the rest: whether a namespace is taken, for instance. */
export function problemsOf(draft: BindingDraft): BindingProblems {
  const problems: BindingProblems = {};
  if (!Ns.safeParse(draft.ns.trim()).success) problems.ns = 'A namespace is an address such as https://docs.do.';
  if (draft.environmentId === '') problems.environmentId = 'Choose the environment whose repository it is.';
  if (draft.path.split('/').some((part) => part === '..')) problems.path = 'A folder inside the repository.';
  if (draft.defaultBranch.trim() === '') problems.defaultBranch = 'Its Things are read where no branch is named.';
  if (draft.parentNs.trim() !== '' && !Ns.safeParse(draft.parentNs.trim()).success) {
    problems.parentNs = 'A namespace is an address such as https://docs.do.';
  }
  if (linesOf(draft.types).some((line) => typeRule(line) === null)) {
    problems.types = 'A pattern, a space, and the type: posts/** https://schema.org/BlogPosting';
  }
  if (draft.previewTemplate.trim() !== '' && !draft.previewTemplate.includes('{branch}')) {
    problems.previewTemplate = 'It has to say {branch} somewhere, or all branches would be one.';
  }
  return problems;
}

export const isFine = (problems: BindingProblems): boolean => Object.keys(problems).length === 0;

/** For the server. Only of a draft that {@link problemsOf} finds nothing in. */
export const settingsOf = (draft: BindingDraft): BindingSettings => ({
  path: draft.path.trim(),
  defaultBranch: draft.defaultBranch.trim(),
  branchPatterns: linesOf(draft.branchPatterns),
  contentPatterns: linesOf(draft.contentPatterns),
  types: linesOf(draft.types).flatMap((line) => typeRule(line) ?? []),
  syncMode: draft.syncMode,
  parentNs: draft.parentNs.trim() || null,
  includeNested: draft.includeNested,
  previewTemplate: draft.previewTemplate.trim() || null,
});

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A type has no space in it, a pattern may: the last word is the type. */
function typeRule(line: string): { pattern: string; type: string } | null {
  const [, pattern, type] = /^(.*\S)\s+(\S+)$/.exec(line) ?? [];
  return pattern !== undefined && type !== undefined ? { pattern, type } : null;
}
