import { EVERYTHING } from './migration-list.ts';
import { openSchemaEngine } from './schema-engine.ts';

/**
 * The SQL that takes one Prisma schema (null for none) to another, or null where they agree. The engine wants a
 * connection, though it asks the database nothing.
 */
export async function diffSchemas(databaseUrl: string, before: string | null, after: string): Promise<string | null> {
  const side = (content: string) => ({ tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content }] });
  await using engine = await openSchemaEngine(databaseUrl, { path: 'schema.prisma', content: after });
  const { exitCode, stdout } = await engine.diff({
    from: before === null ? { tag: 'empty' } : side(before),
    to: side(after),
    script: true,
    exitCode: true, // 2 where they differ
    filters: EVERYTHING,
  });
  return exitCode === 0 ? null : stdout;
}
