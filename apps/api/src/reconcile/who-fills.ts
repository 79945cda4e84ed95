/** Less than this is what everybody writes: a build, a clone of a page's packages. */
const NOTICED_BYTES = 64 * 1024 * 1024;

/**
 * The session that has written most between two measures of bytes by session; null where none has written much, and so
 * something else fills the disk. One that was not measured before counts with all it has.
 */
export function whoFills(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): string | null {
  let found: { id: string; grown: number } | null = null;
  for (const [id, bytes] of now) {
    const grown = bytes - (before.get(id) ?? 0);
    if (grown >= NOTICED_BYTES && grown > (found?.grown ?? 0)) found = { id, grown };
  }
  return found?.id ?? null;
}
