import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { findLeaks } from '../../scripts/find-leaks.ts';
import { installationPrefix } from './craftastic.ts';
import startSharedPostgres from './shared-postgres.ts';

/**
 * Gives the tests a temporary folder of their own, which everything they start inherits, and a PostgreSQL; in the end
 * nothing may be left in the folder, and no process or container that was started from it. Playwright runs the returned
 * function at the end.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const before = process.env.TMPDIR;
  // Short, since sockets lie below it; passable, since PostgreSQL does not run as root.
  const temporary = await mkdtemp(join(tmpdir(), 'e-'));
  await chmod(temporary, 0o755);
  process.env.TMPDIR = temporary;
  const endPostgres = await startSharedPostgres();
  return async () => {
    await endPostgres();
    const engine = await new Docker().ping().then(
      () => true,
      () => false,
    );
    const leaks = await findLeaks(temporary, engine, installationPrefix());
    // Chromium and Playwright remove theirs as they end; what the tests make has these names.
    const folders = (await readdir(temporary)).filter((name) => /^(?:cft|git-server)-/.test(name));
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    const found = [...leaks, ...folders.map((name) => `folder ${name}`)];
    if (found.length > 0) throw new Error(`The tests left behind:\n${found.join('\n')}`);
  };
}
