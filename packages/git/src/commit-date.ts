import { z } from 'zod';

const Shown = z.iso.datetime({ offset: true });

/**
 * The date of a commit as git writes it, fit for JSON. A commit may have any: of the year 58000, or in a zone that is a
 * hundred hours away. One such must not keep all others from being shown, so it becomes the nearest that can be said.
 */
export function commitDate(text: string): string {
  const date = text.trim();
  if (Shown.safeParse(date).success) return date;
  // A zone that is none is left out; a year of more than four digits is later than all that are dates here.
  const withoutZone = date.replace(/(?:Z|[+-]\d+:\d+)$/, 'Z');
  if (Shown.safeParse(withoutZone).success) return withoutZone;
  return /^\+?\d{5,}-/.test(date) ? '9999-12-31T23:59:59Z' : '1970-01-01T00:00:00Z';
}
