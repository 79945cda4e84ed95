import { z } from 'zod';

const MEBIBYTE = 1024 * 1024;
const BranchPattern = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}\s]+$/u, 'is a branch, or a pattern such as release/*');
const Bytes = z
  .number()
  .int()
  .min(MEBIBYTE)
  .max(2 ** 40);

/** What a repository that is hosted here takes. In patterns `*` stops at a slash, `**` does not. */
export const RefRules = z.object({
  protectedBranches: z.array(BranchPattern).max(100).default([]).describe('Take no force push, and are not deleted'),
  lockedBranches: z.array(BranchPattern).max(100).default([]).describe('Take no push at all'),
  maxPackBytes: Bytes.nullable()
    .default(2048 * MEBIBYTE)
    .describe('Most of one push, as it is sent; null for any size'),
  maxObjectBytes: Bytes.nullable()
    .default(512 * MEBIBYTE)
    .describe('The largest file, tree or commit; null for any size'),
});
export type RefRules = z.infer<typeof RefRules>;

/** Header in which the API tells a repository's supervisor the rules of a push: URI-encoded JSON of {@link RefRules}. */
export const REF_RULES_HEADER = 'x-craftastic-ref-rules';

const BRANCH = 'refs/heads/';

/** What the rules make of a ref. Tags, and whatever else is no branch, are free. */
export function protectionOf(rules: RefRules, ref: string): 'locked' | 'protected' | null {
  if (!ref.startsWith(BRANCH)) return null;
  const branch = ref.slice(BRANCH.length);
  if (rules.lockedBranches.some((pattern) => matchesBranch(pattern, branch))) return 'locked';
  return rules.protectedBranches.some((pattern) => matchesBranch(pattern, branch)) ? 'protected' : null;
}

/**
 * Whether a branch is of a pattern. By hand and not by a regular expression: who pushes chooses the text, and there are
 * patterns and texts for which an expression takes for ever.
 */
export function matchesBranch(pattern: string, branch: string): boolean {
  return matches(pattern.split('/'), branch.split('/'), '**', (part, name) => matches([...part], [...name], '*', same));
}

const same = (a: string, b: string) => a === b;

/** Wildcards in a row of letters or of segments: after a mismatch the last wildcard takes one more. */
function matches(pattern: string[], text: string[], wildcard: string, is: (a: string, b: string) => boolean): boolean {
  let [at, next, star, taken] = [0, 0, -1, 0];
  while (at < text.length) {
    const [wanted, present] = [pattern[next], text[at]];
    if (wanted === wildcard) {
      star = next;
      taken = at;
      next += 1;
    } else if (wanted !== undefined && present !== undefined && is(wanted, present)) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      taken += 1;
      at = taken;
      next = star + 1;
    } else return false;
  }
  return pattern.slice(next).every((rest) => rest === wildcard);
}
