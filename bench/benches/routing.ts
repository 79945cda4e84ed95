import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@craftastic/db/database';
import { inTransaction, sqlOn } from '@craftastic/db/sql';
import { bindingsOver } from '../../apps/api/src/bindings/bindings-over.ts';
import type { Bench } from '../support/bench.ts';
import { repeat, timed } from '../support/samples.ts';

const BINDINGS = 100_000;
const FILES = 100;
const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

export const routing: Bench = {
  title: `routing of ${FILES} files among ${BINDINGS.toLocaleString('en')} bindings`,
  notes: [
    'What a push and a save ask: the bindings that the files belong to, out of the database.',
    'Beside it: all bindings asked about each file, once they are in memory.',
  ],
  async run(stack) {
    const folder = await mkdtemp(join(tmpdir(), 'craftastic-bench-'));
    stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    const database = await openDatabase({
      url: undefined,
      embeddedDirectory: join(folder, 'postgres'),
      migrations: MIGRATIONS,
    });
    stack.defer(() => database.close());
    await inTransaction(database.pool, async (tx) => {
      await tx.$executeRaw`INSERT INTO users (id, login) VALUES ('u', 'u')`;
      await tx.$executeRaw`
        INSERT INTO environments (id, slug, name, owner_id, status) VALUES ('e', 'e', 'e', 'u', 'ready')`;
      await tx.$executeRaw`
        INSERT INTO git (ns, environment_id, path, default_branch)
        SELECT 'https://' || at || '.example', 'e', 'packages/group-' || at % 1000 || '/package-' || at, 'main'
        FROM generate_series(0, ${BINDINGS}::int - 1) AS at`;
    });
    await database.pool.query('ANALYZE git');
    const { rows: bindings } = await database.pool.query<{ path: string }>('SELECT path FROM git');
    const files = Array.from({ length: FILES }, (_, at) => `${bindings[at * 997]?.path}/docs/guide/page-${at}.md`);
    const sql = sqlOn(database.pool);
    const samples = await repeat(20, () =>
      timed(async () => {
        const touched = (await bindingsOver(sql, 'e', files)).touchedBy(files);
        if (touched.size !== FILES) throw new Error(`${touched.size} bindings were found`);
      }),
    );
    const scan = (file: string) => bindings.filter(({ path }) => file.startsWith(`${path}/`));
    const scanned = await repeat(3, () => timed(async () => files.flatMap(scan)));
    return [
      {
        what: 'routing',
        unit: 'ms',
        samples,
        peer: { name: 'a scan', samples: scanned },
        aim: { of: 'figure', is: 'at most', bound: 10 },
      },
    ];
  },
};
