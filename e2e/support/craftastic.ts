import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { api } from '@craftastic/contract/api';
import { api as contract } from '@craftastic/contract/api';
import type { Environment } from '@craftastic/contract/environments';
import { newId } from '@craftastic/contract/ids';
import type { Session } from '@craftastic/contract/sessions';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import manifest from '../../package.json' with { type: 'json' };
import { newDatabase } from './shared-postgres.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm start` hands to node: its switches and the program. */
const START = manifest.scripts.start.split(' ').slice(1);

export type Client = ContractRouterClient<typeof api>;

/** A server of one's own: the real program, in a process of its own, on a data folder and a database of its own. */
export class Craftastic {
  readonly data: string;
  readonly port: number;
  readonly url: string;
  readonly #environment: Record<string, string>;
  /** Nothing where the server runs a PostgreSQL of its own. */
  #dropDatabase: (() => Promise<void>) | undefined;
  #child: ChildProcess | null = null;
  #output = '';
  #isSecond = false;
  token = '';

  private constructor(data: string, port: number, environment: Record<string, string>) {
    this.data = data;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#environment = environment;
  }

  /** On a copy of the run's migrated database, where it has one. */
  static async start(environment: Record<string, string> = {}): Promise<Craftastic> {
    const database = await newDatabase();
    if (!database) return Craftastic.startEmbedded(environment);
    const craftastic = await Craftastic.startEmbedded({ ...environment, DATABASE_URL: database.url });
    craftastic.#dropDatabase = database.drop;
    return craftastic;
  }

  /** With a PostgreSQL of its own in its data folder, as `npm start` has it. */
  static async startEmbedded(environment: Record<string, string> = {}): Promise<Craftastic> {
    const craftastic = await Craftastic.prepare(environment);
    await writeFile(join(craftastic.data, 'installation'), `${installationPrefix()}${newId()}\n`);
    await craftastic.boot();
    return craftastic;
  }

  /** One that is not started yet, on a folder with nothing in it. */
  static async prepare(environment: Record<string, string> = {}): Promise<Craftastic> {
    // Short: a unix socket's path has 107 bytes at most.
    const data = await mkdtemp(join(tmpdir(), 'cft-'));
    return new Craftastic(data, await freePort(), environment);
  }

  /** One more on the folder and the database of another, which has to end after it. */
  static async beside(first: Craftastic): Promise<Craftastic> {
    const second = new Craftastic(first.data, await freePort(), {
      ...first.#environment,
      DATABASE_URL: await first.databaseUrl(),
    });
    second.#isSecond = true;
    await second.boot();
    return second;
  }

  async databaseUrl(): Promise<string> {
    if (this.#environment.DATABASE_URL) return this.#environment.DATABASE_URL;
    const read = (name: string) => readFile(join(this.data, 'postgres', name), 'utf8');
    const [password, pid] = await Promise.all([read('craftastic.password'), read('postmaster.pid')]);
    return `postgres://craftastic:${password.trim()}@127.0.0.1:${pid.split('\n')[3]}/craftastic`;
  }

  /** Start the program, again after a kill. */
  async boot(): Promise<void> {
    // Nobody's ~/.gitconfig or shell settings shall decide a test.
    await mkdir(join(this.data, 'home'), { recursive: true });
    const env = {
      PATH: process.env.PATH,
      HOME: join(this.data, 'home'),
      SHELL: '/bin/bash',
      TMPDIR: tmpdir(),
      CRAFTASTIC_RUNTIME: 'local',
      // Several people on a runtime without isolation: these ones trust each other.
      CRAFTASTIC_LOCAL_RUNTIME: 'allow',
      CRAFTASTIC_LOG: 'warn',
      // One person begins here what many do elsewhere.
      CRAFTASTIC_LIMITS: '100',
      ...this.#environment,
    };
    const child = spawn(process.execPath, START, {
      cwd: ROOT,
      env: { ...env, PORT: String(this.port), CRAFTASTIC_DATA: this.data },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.#output += chunk.toString();
        if (this.#output.includes('Ctrl-C stops')) resolve();
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${this.#output}`)));
    });
    this.token = (await readFile(join(this.data, 'access-token'), 'utf8')).trim();
  }

  get loginUrl(): string {
    return `${this.url}/login?token=${this.token}`;
  }

  /** All that it has printed and logged, of all its lives. */
  get output(): string {
    return this.#output;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  client(token = this.token): Client {
    return createORPCClient(
      new OpenAPILink(contract, { url: `${this.url}/api`, headers: { authorization: `Bearer ${token}` } }),
    );
  }

  /** End it as a power cut would; its sandboxes and its database go on. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
    this.#output = this.#output.replaceAll('Ctrl-C stops', 'Ctrl-C stopped');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.removeAllListeners('exit');
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  /** Remove all that was made in it: the next test finds it as new. */
  async clear(): Promise<void> {
    const client = this.client();
    const sessions = await client.sessions.list({});
    await Promise.all(sessions.map(({ id }) => client.sessions.remove({ id, force: true })));
    const [environments, tokens] = await Promise.all([client.environments.list(), client.tokens.list()]);
    await Promise.all([
      ...environments.map(({ id }) => client.environments.remove({ id, force: true })),
      ...tokens.map(({ id }) => client.tokens.remove({ id })),
    ]);
  }

  /** Stop everything it started and remove its data. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isSecond) return this.#end('SIGTERM');
    // A killed one left sandboxes and a database behind; so did one that Ctrl-C has ended with the program that uses it.
    if (!this.#child || this.#child.exitCode !== null) await this.boot();
    await this.clear();
    await this.#end('SIGTERM');
    await this.#dropDatabase?.();
    // A test that met one knows only its number.
    for (const line of this.#output.split('\n')) if (line.startsWith('{"level":50')) console.error(line.slice(0, 4000));
    await rm(this.data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Wait until an environment is ready; throws its error. */
export async function ready(client: Client, id: string): Promise<Environment> {
  const now = await cloned(client, id);
  if (now.status === 'ready') return now;
  throw new Error(`${now.error?.code}: ${now.error?.message} ${now.error?.output ?? ''}`);
}

/** Wait until a clone has failed; throws where it has not. */
export async function failed(client: Client, id: string): Promise<Environment> {
  const now = await cloned(client, id);
  if (now.status === 'error') return now;
  throw new Error(`it is ${now.status}`);
}

async function cloned(client: Client, id: string): Promise<Environment> {
  for await (const event of await client.live()) {
    if (event.type === 'ready') {
      const now = await client.environments.get({ id });
      if (now.status !== 'cloning') return now;
    } else if (event.type === 'environment' && event.environment.id === id && event.environment.status !== 'cloning') {
      return event.environment;
    }
  }
  throw new Error('the server hung up');
}

/** Wait until a session has come to one of these states, its setup included; throws its error where that isn't one. */
export async function settled(client: Client, id: string, states: Session['status'][] = ['running']): Promise<Session> {
  for await (const event of await client.sessions.events({ id })) {
    if (event.type !== 'session' || event.session.progress) continue;
    const { session } = event;
    if (states.includes(session.status)) return session;
    if (session.status === 'error')
      throw new Error(`${session.error?.code}: ${session.error?.message} ${session.error?.output ?? ''}`);
  }
  throw new Error('the server hung up');
}

/**
 * How this run names its installations: containers that a test left behind are told by it from those that people work
 * in, and from those of another run on the same engine.
 */
export const installationPrefix = (): string =>
  `test${basename(tmpdir())
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')}-`;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
