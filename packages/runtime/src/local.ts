import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkSources, checkSpec, socketPath } from './check-spec.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { endProcesses, MARKER } from './local-end.ts';
import { localEnvironment } from './local-environment.ts';
import { isAlive, type LocalState, readState, readStates, removeState, writeState } from './local-state.ts';
import { membersOf, processInfo, processTable } from './process-table.ts';
import { prepareRunDirectory } from './run-directory.ts';
import {
  type NetworkGuard,
  SandboxError,
  type SandboxRuntime,
  type SandboxSpec,
  type SandboxState,
  type SandboxUsage,
  type StartOptions,
} from './runtime.ts';
import { specHash } from './spec-hash.ts';
import { answers } from './start-watch.ts';

export interface LocalRuntimeOptions {
  /** Folder of all run directories: a sandbox’s is `{runRoot}/{id}`. */
  runRoot: string;
  /** Folder with the bundled supervisor, `main.mjs`, and its native modules. */
  supervisorDirectory: string;
  nodeBinary?: string;
}

const LOG = 'supervisor.log';
const LOG_TAIL_BYTES = 8192;

/** A supervisor that another API process started is no child of ours: no event tells of its end, so look. */
const LOOK_MS = 1000;

/**
 * Sandboxes as plain processes of this machine: no isolation, for one trusted user. The same supervisor program, at
 * the real paths; a file in the run directory lets the next API process find it again.
 */
export class LocalRuntime implements SandboxRuntime {
  readonly name = 'local';
  readonly builder = null;
  readonly #runRoot: string;
  readonly #supervisorDirectory: string;
  readonly #nodeBinary: string;
  readonly #queue = new KeyedQueue();
  /** Sandboxes that ran when last seen; `stop` and `remove` take theirs out, so that nobody is told of an ordered end. */
  readonly #running = new Map<string, LocalState>();
  readonly #listeners = new Set<(id: string) => void>();
  #looking: AbortController | null = null;

  constructor(options: LocalRuntimeOptions) {
    this.#runRoot = options.runRoot;
    this.#supervisorDirectory = options.supervisorDirectory;
    this.#nodeBinary = options.nodeBinary ?? process.execPath;
  }

  start(spec: SandboxSpec, options: StartOptions = {}): Promise<void> {
    return this.#queue.run(spec.id, () => this.#start(spec, options));
  }

  async #start(spec: SandboxSpec, { signal, onProgress }: StartOptions): Promise<void> {
    signal?.throwIfAborted();
    checkSpec(spec);
    const runDirectory = this.#runDirectory(spec.id);
    if (spec.runDirectory !== runDirectory) {
      throw new SandboxError(`The run directory of ${spec.id} must be ${runDirectory}, not ${spec.runDirectory}.`);
    }
    const hash = specHash(spec);
    const before = await readState(runDirectory);
    if (before && (await isAlive(before))) {
      if (before.specHash === hash) {
        this.#running.set(spec.id, before);
        const ended = (until: AbortSignal) => endOf(before, until);
        return await answers(socketPath(runDirectory), ended, () => this.logs(spec.id), signal);
      }
      await this.#end(before, 5);
    }
    onProgress?.({ phase: 'Starting the supervisor', percent: null });
    await checkSources([join(this.#supervisorDirectory, 'main.mjs'), spec.workingDirectory]);
    await prepareRunDirectory(spec);
    const child = await this.#spawn(spec, runDirectory);
    const info = await processInfo(child.pid ?? 0);
    // Null where it ended at once: the wait below says how.
    const state: LocalState = {
      id: spec.id,
      kind: spec.kind,
      environmentId: spec.environmentId,
      specHash: hash,
      pid: child.pid ?? 0,
      startedAt: info?.startedAt ?? '',
    };
    if (info) await writeState(runDirectory, state);
    try {
      const ended = async (): Promise<string> => {
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        const how = child.signalCode ?? `exit code ${child.exitCode}`;
        return `The supervisor ended while it was starting (${how}).`;
      };
      await answers(socketPath(runDirectory), ended, () => this.logs(spec.id), signal);
    } catch (error) {
      await this.#end(state, 0);
      throw error;
    }
    this.#running.set(spec.id, state);
    child.once('exit', () => this.#tell(state));
    if (child.exitCode !== null || child.signalCode !== null) this.#tell(state);
  }

  /** Started with its own session, so that it and its terminals outlive this process and no Ctrl-C of ours reaches them. */
  async #spawn(spec: SandboxSpec, runDirectory: string): Promise<ChildProcess> {
    await using log = await open(join(runDirectory, LOG), 'w', 0o600);
    const child = spawn(this.#nodeBinary, [join(this.#supervisorDirectory, 'main.mjs')], {
      cwd: spec.workingDirectory,
      env: { ...localEnvironment(process.env, spec.environment), [MARKER]: runDirectory },
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    });
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new SandboxError(`The supervisor could not be run by ${this.#nodeBinary}.`, String(cause), { cause });
    }
    child.unref();
    return child;
  }

  stop(id: string, { graceSeconds = 5 }: { graceSeconds?: number } = {}): Promise<void> {
    return this.#queue.run(id, async () => {
      const state = await readState(this.#runDirectory(id));
      if (state) await this.#end(state, graceSeconds);
    });
  }

  remove(id: string): Promise<void> {
    return this.#queue.run(id, async () => {
      const runDirectory = this.#runDirectory(id);
      const state = await readState(runDirectory);
      if (state) await this.#end(state, 5);
      await removeState(runDirectory);
      await rm(join(runDirectory, LOG), { force: true });
    });
  }

  async #end(state: LocalState, graceSeconds: number): Promise<void> {
    this.#running.delete(state.id);
    const leader = (await isAlive(state)) ? state.pid : null;
    await endProcesses(leader, this.#runDirectory(state.id), graceSeconds);
    await rm(socketPath(this.#runDirectory(state.id)), { force: true });
  }

  async list(): Promise<SandboxState[]> {
    const states = await readStates(this.#runRoot);
    return Promise.all(
      states.map(async (state) => ({
        id: state.id,
        kind: state.kind,
        environmentId: state.environmentId,
        specHash: state.specHash,
        running: await isAlive(state),
      })),
    );
  }

  async usage(id: string): Promise<SandboxUsage | null> {
    const state = await readState(this.#runDirectory(id));
    if (!state || !(await isAlive(state))) return null;
    const members = membersOf(await processTable(), new Set([state.pid]));
    return {
      memoryBytes: members.reduce((sum, member) => sum + member.memoryBytes, 0),
      memoryLimitBytes: null,
      cpuSeconds: members.reduce((sum, member) => sum + member.cpuSeconds, 0),
    };
  }

  /** Its programs have the machine's memory. */
  onOutOfMemory(): void {}

  onExit(listener: (id: string) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener(
      'abort',
      () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size > 0) return;
        this.#looking?.abort();
        this.#looking = null;
      },
      { once: true },
    );
    if (this.#looking) return;
    this.#looking = new AbortController();
    this.#look(this.#looking.signal).catch(() => undefined);
  }

  async #look(signal: AbortSignal): Promise<void> {
    for (const { id } of await readStates(this.#runRoot)) {
      // In the queue, so that a stop that is under way is not undone here.
      await this.#queue.run(id, async () => {
        const state = await readState(this.#runDirectory(id));
        if (state && (await isAlive(state))) this.#running.set(id, state);
      });
    }
    while (!signal.aborted) {
      for (const state of this.#running.values()) if (!(await isAlive(state))) this.#tell(state);
      await delay(LOOK_MS, undefined, { signal, ref: false });
    }
  }

  #tell(state: LocalState): void {
    if (this.#running.get(state.id)?.pid !== state.pid) return;
    this.#running.delete(state.id);
    for (const listener of this.#listeners) listener(state.id);
  }

  runDirectoryOf(spec: Pick<SandboxSpec, 'runDirectory'>): string {
    return spec.runDirectory;
  }

  async logs(id: string): Promise<string> {
    const text = await readFile(join(this.#runDirectory(id), LOG)).catch(() => Buffer.alloc(0));
    return text.subarray(-LOG_TAIL_BYTES).toString('utf8').trim();
  }

  async removeEnvironment(): Promise<void> {
    // Nothing here belongs to an environment as a whole.
  }

  async ownBytes(): Promise<number> {
    return 0;
  }

  async guardNetwork(): Promise<NetworkGuard> {
    return { guarded: false, reason: 'Sessions are processes of this machine and reach all that it does.' };
  }

  #runDirectory(id: string): string {
    return join(this.#runRoot, id);
  }
}

/** Resolves when the process of an earlier API process is gone; rejects when the signal is aborted. */
async function endOf(state: LocalState, signal: AbortSignal): Promise<string> {
  while (await isAlive(state)) await delay(LOOK_MS, undefined, { signal });
  return 'The supervisor ended.';
}
