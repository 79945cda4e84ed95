/** A moment of a branch, as addresses and the API write it: a commit from its first 7 digits on, or a time. */
export const COMMIT = /^[0-9a-f]{7,64}$/;

/** What a person has typed as one; null where it is none. A date without a time is its end, in this place of the world. */
export function momentOf(text: string, now = new Date()): string | null {
  const typed = text.trim();
  if (COMMIT.test(typed.toLowerCase())) return typed.toLowerCase();
  const date = /^\d{4}-\d\d-\d\d$/.test(typed)
    ? new Date(`${typed}T23:59:59.999`)
    : /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(typed)
      ? new Date(typed.replace(' ', 'T'))
      : null;
  if (date === null || Number.isNaN(date.getTime())) return null;
  return (date > now ? now : date).toISOString();
}

/** As it is written on the screen: `4f2a9c1`, or the time as it is said here. */
export const momentName = (at: string): string =>
  COMMIT.test(at)
    ? at.slice(0, 7)
    : new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
