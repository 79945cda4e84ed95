import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contractError, isContractError } from '@craftastic/contract/contract-error';
import type { Progress } from '@craftastic/contract/progress';
import { SUPERVISOR_PROTOCOL, type SupervisorConfig } from '@craftastic/contract/supervisor';
import { SandboxError, type SandboxRuntime, type SandboxSpec } from '@craftastic/runtime/runtime';
import type { Logger } from 'pino';
import type { GitProxy } from '../git-proxy/git-proxy.ts';
import type { DataPaths } from '../paths.ts';
import { dataOwner, makeOwned, type Owner, refuseLinks } from './data-owner.ts';
import { type EnvironmentOfSandbox, repositorySpec, sessionSpec } from './spec.ts';
import { type Connection, connectSupervisor, type RepositoryClient, type SessionClient } from './supervisor-client.ts';

interface StartOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** A repository sandbox that nothing asked for so long is stopped; the next call starts it again in half a second. */
const REPOSITORY_IDLE_MS = 10 * 60_000;

/**
 * The sandboxes of this server and the way to talk to them. Knows ids, sockets and specs; what a session or an
 * environment is, its callers know.
 */
export class Sandboxes {
  readonly runtime: SandboxRuntime;
  readonly owner: Owner;
  readonly #paths: DataPaths;
  readonly #proxy: GitProxy;
  readonly #log: Logger;
  readonly #connections = new Map<string, Connection<unknown>>();
  /** Ids are never used again. A call that comes late must not start one anew, on a folder that is being deleted. */
  readonly #removed = new Set<string>();
  readonly #repositories = new Map<string, { starting: Promise<RepositoryClient>; lastUsed: number; users: number }>();

  constructor(options: { runtime: SandboxRuntime; paths: DataPaths; proxy: GitProxy; log: Logger }) {
    this.runtime = options.runtime;
    this.owner = dataOwner(options.runtime.name);
    this.#paths = options.paths;
    this.#proxy = options.proxy;
    this.#log = options.log;
  }

  /**
   * Do something with an environment's repository sandbox, started where it isn't running; calls share one start. It is
   * not stopped as idle before `use` has ended, however long that takes.
   */
  async withRepository<T>(
    environment: EnvironmentOfSandbox,
    use: (client: RepositoryClient) => Promise<T>,
    options: StartOptions & { author?: SupervisorConfig['author'] } = {},
  ): Promise<T> {
    if (this.#removed.has(environment.id)) {
      throw contractError('NOT_FOUND', { message: 'The environment has been removed.' });
    }
    let entry = this.#repositories.get(environment.id);
    if (!entry) {
      entry = { starting: this.#startRepository(environment, options.author ?? null, options), lastUsed: 0, users: 0 };
      this.#repositories.set(environment.id, entry);
      entry.starting.catch(() => this.#repositories.delete(environment.id));
    }
    entry.users += 1;
    try {
      return await use(await entry.starting);
    } finally {
      entry.users -= 1;
      entry.lastUsed = Date.now();
    }
  }

  /** For a push from an environment's repository sandbox in somebody's name, as long as it is not disposed of. */
  pushTicket(environmentId: string, userId: string): { ticket: string } & Disposable {
    return this.#proxy.pushTicket(environmentId, userId);
  }

  async #startRepository(environment: EnvironmentOfSandbox, author: SupervisorConfig['author'], options: StartOptions) {
    const directory = this.#paths.repository(environment.id);
    await mkdir(join(this.#paths.root, 'repos'), { recursive: true, mode: 0o711 });
    await makeOwned(directory, this.owner);
    await makeOwned(join(directory, 'worktrees'), this.owner);
    const spec = repositorySpec(environment, author, { paths: this.#paths, runtime: this.runtime, owner: this.owner });
    return this.#start<RepositoryClient>(spec, options);
  }

  /** Make the folder of a session's worktree, empty; it is left where it is there. */
  async makeWorktree(environmentId: string, sessionId: string): Promise<void> {
    await makeOwned(this.#paths.worktree(environmentId, sessionId), this.owner);
  }

  /**
   * Start a session's sandbox. The folder of its worktree is there, empty, so that the sandbox can start while the
   * repository sandbox checks the branch out into it: the two take as long as the longer of them.
   */
  async startSession(
    environment: EnvironmentOfSandbox,
    sessionId: string,
    author: SupervisorConfig['author'],
    options: StartOptions = {},
  ): Promise<SessionClient> {
    const worktree = this.#paths.worktree(environment.id, sessionId);
    await this.makeWorktree(environment.id, sessionId);
    await Promise.all([refuseLinks(worktree), refuseLinks(this.#paths.bareRepository(environment.id))]);
    const spec = sessionSpec(environment, sessionId, author, {
      paths: this.#paths,
      runtime: this.runtime,
      owner: this.owner,
    });
    return this.#start<SessionClient>(spec, options);
  }

  async #start<Client extends SessionClient | RepositoryClient>(
    spec: SandboxSpec,
    options: StartOptions,
  ): Promise<Client> {
    await mkdir(join(this.#paths.root, 'run'), { recursive: true, mode: 0o711 });
    await makeOwned(spec.runDirectory, this.owner, 0o700);
    // First, so that the sandbox finds it from its first git command on.
    await this.#proxy.listen(join(spec.runDirectory, 'api.sock'), {
      sandboxId: spec.id,
      environmentId: spec.environmentId,
      kind: spec.kind,
    });
    try {
      await this.runtime.start(spec, options);
      const client = this.#connect<Client>(spec.id, spec.runDirectory);
      const { protocol } = await client.hello().catch(async (error) => {
        // It listens before it has loaded, so it may still have failed, and then its last words say why.
        if (!isContractError(error, 'SANDBOX_UNREACHABLE')) throw error;
        throw new SandboxError('The sandbox ended while it started.', await this.runtime.logs(spec.id), {
          cause: error,
        });
      });
      if (protocol === SUPERVISOR_PROTOCOL) return client;
      this.#log.info({ sandbox: spec.id, protocol }, 'sandbox of another version: made anew');
      await this.#disconnect(spec.id);
      await this.runtime.remove(spec.id);
      await this.runtime.start(spec, options);
      return this.#connect<Client>(spec.id, spec.runDirectory);
    } catch (error) {
      if (error instanceof SandboxError) {
        throw contractError('SANDBOX_FAILED', { message: error.message, data: { output: error.output }, cause: error });
      }
      throw error;
    }
  }

  /** The client of a sandbox that runs already, such as one that outlived the last API. */
  session(sessionId: string): SessionClient {
    return this.#connect<SessionClient>(sessionId, this.#paths.run(sessionId));
  }

  socketOf(sandboxId: string): string {
    return join(this.#paths.run(sandboxId), 'supervisor.sock');
  }

  #connect<Client>(id: string, runDirectory: string): Client {
    const present = this.#connections.get(id);
    if (present) return present.client as Client;
    const connection = connectSupervisor<Client>(join(runDirectory, 'supervisor.sock'));
    this.#connections.set(id, connection);
    return connection.client;
  }

  /** Take up a sandbox that outlived the last API: its way out is opened again. */
  async adopt(state: { id: string; environmentId: string; kind: 'repository' | 'session' }): Promise<void> {
    const socket = join(this.#paths.run(state.id), 'api.sock');
    const { id: sandboxId, environmentId, kind } = state;
    await this.#proxy.listen(socket, { sandboxId, environmentId, kind });
  }

  async stop(id: string): Promise<void> {
    this.#repositories.delete(id);
    await this.#disconnect(id);
    await this.runtime.stop(id);
    await this.#proxy.close(join(this.#paths.run(id), 'api.sock'));
  }

  /** For good. Who uses it is told that it is not there. */
  async remove(id: string): Promise<void> {
    this.#removed.add(id);
    await this.#repositories.get(id)?.starting.catch(() => {});
    this.#repositories.delete(id);
    await this.#disconnect(id);
    await this.runtime.remove(id);
    await this.#proxy.close(join(this.#paths.run(id), 'api.sock'));
  }

  /**
   * Forget the client of a sandbox that has ended. False where it runs: the word of an end may come when the sandbox was
   * started again since, and must not cut off what talks to the new one.
   */
  async ended(id: string): Promise<boolean> {
    const states = await this.runtime.list();
    if (states.some((state) => state.id === id && state.running)) return false;
    this.#repositories.delete(id);
    await this.#disconnect(id);
    return true;
  }

  /** Repository sandboxes that nothing has used for a while tidy up, and end. */
  async stopIdleRepositories(): Promise<void> {
    const longAgo = Date.now() - REPOSITORY_IDLE_MS;
    const idle = [...this.#repositories].filter(([, { users, lastUsed }]) => users === 0 && lastUsed < longAgo);
    await Promise.all(
      idle.map(async ([id, entry]) => {
        entry.users += 1;
        try {
          await (await entry.starting).repository.maintain();
        } finally {
          entry.users -= 1;
        }
        // Something may have come for it meanwhile.
        if (entry.users === 0 && entry.lastUsed < longAgo) await this.stop(id);
      }),
    );
  }

  async #disconnect(id: string): Promise<void> {
    const connection = this.#connections.get(id);
    this.#connections.delete(id);
    await connection?.close();
  }

  /** Let go of all sandboxes. Sessions go on; in a repository's there is nobody's work, so it ends. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#repositories.keys()].map((id) => this.stop(id)));
    await Promise.all([...this.#connections.keys()].map((id) => this.#disconnect(id)));
    await this.#proxy.closeAll();
  }
}
