/**
 * The name under which a context's versions follow each other: its branch, or for a draft its session. No branch of git has
 * a colon in its name, so what is a draft's is never taken for a branch's.
 */
export function lineOf({ branch, session }: { branch: string; session: string }): string {
  return session === '' ? branch : `session:${session}`;
}
