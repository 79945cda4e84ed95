/**
 * Why git would refuse this as a branch's name (git-check-ref-format), as a sentence; null where it would not. The
 * server asks git itself; this is so that a typing user sees it at once.
 */
export function branchNameProblem(name: string): string | null {
  if (name === '') return 'Type a name.';
  if (/[\s\p{Cc}]/u.test(name)) return 'A branch name has no spaces.';
  if (/[~^:?*[\\]/.test(name)) return 'A branch name has none of ~ ^ : ? * [ \\';
  if (name.includes('..') || name.includes('@{') || name === '@') return 'A branch name has no “..” and no “@{”.';
  if (name.startsWith('-') || name === 'HEAD') return 'Git takes this for something else than a branch.';
  if (name.endsWith('.') || name.endsWith('/') || name.startsWith('/') || name.includes('//')) {
    return 'A branch name begins and ends with a letter or digit.';
  }
  if (name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'))) {
    return 'No part of a branch name begins with a dot or ends with .lock.';
  }
  return null;
}
