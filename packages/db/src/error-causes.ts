const MOST_CAUSES = 6;

/** An error and what it was made of, where pg, its pool and Prisma put that. */
export function* causesOf(error: unknown, depth = MOST_CAUSES): Generator<Record<string, unknown>> {
  if (typeof error !== 'object' || error === null || depth === 0) return;
  const here = error as Record<string, unknown>;
  yield here;
  const { cause, meta, driverAdapterError, errors } = here;
  for (const inner of [cause, meta, driverAdapterError, ...(Array.isArray(errors) ? errors : [])])
    yield* causesOf(inner, depth - 1);
}

/** What an error and its causes are called, by PostgreSQL and by Prisma. */
export const codesOf = (error: unknown): string[] =>
  [...causesOf(error)].flatMap(({ code, originalCode, kind }) => [code, originalCode, kind]).map(String);
