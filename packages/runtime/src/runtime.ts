import type { Progress } from '@craftastic/contract/progress';
import type { ImageBuilder } from './image-build/image-builder.ts';

/** A folder or file of the host that a sandbox sees. */
export interface Mount {
  source: string;
  target: string;
  readOnly?: boolean;
}

/** Everything a sandbox is made from. Two specs that differ (but for `id`) need a new sandbox. */
export interface SandboxSpec {
  /** The session's id, or the environment's for its repository sandbox; unique on this server. */
  id: string;
  kind: 'repository' | 'session';
  environmentId: string;
  /** Null for the default image. Ignored by the local runtime. */
  image: string | null;
  /** Host folder for `supervisor.sock` and `api.sock`. Inside it is {@link SandboxRuntime.runDirectoryOf}. */
  runDirectory: string;
  mounts: Mount[];
  workingDirectory: string;
  /** Of the supervisor, and so of every terminal. */
  environment: Record<string, string>;
  /** `own`: the network of the environment, with a way out but none to the host, nor to other environments. */
  network: 'none' | 'own';
  limits: { memoryBytes: number; cpus: number; processes: number };
  /** Who owns the data, and so who the processes run as. */
  user: { uid: number; gid: number };
}

export interface SandboxState {
  id: string;
  kind: 'repository' | 'session';
  environmentId: string;
  running: boolean;
  /** Hash of the spec it was made from. */
  specHash: string;
}

export interface SandboxUsage {
  memoryBytes: number;
  memoryLimitBytes: number | null;
  /** CPU time used since its start; the caller makes a rate of two readings. */
  cpuSeconds: number;
}

/** Whether sandboxes that have a network are kept from this machine and its private neighbours. */
export interface NetworkGuard {
  guarded: boolean;
  /** One sentence, for the person who runs the server. */
  reason: string;
}

/** Why a sandbox could not be started, in words for the user; `output` is what the engine or the program said. */
export class SandboxError extends Error {
  readonly output: string;
  constructor(message: string, output = '', options?: ErrorOptions) {
    super(message, options);
    this.name = 'SandboxError';
    this.output = output;
  }
}

export interface StartOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/**
 * Starts and stops sandboxes. It knows processes and containers, nothing of git or sessions. Sandboxes outlive the
 * process that started them; `list` finds them again. All verbs may be repeated without harm.
 */
export interface SandboxRuntime {
  readonly name: 'docker' | 'local';
  /** Makes the images that repositories describe; null where sandboxes have none. */
  readonly builder: ImageBuilder | null;
  /**
   * Start the sandbox, or leave it as it is where it runs from the same spec; made anew where the spec differs.
   * Resolves once `supervisor.sock` accepts a connection. `onProgress` tells of slow parts, such as building or
   * pulling the image.
   */
  start(spec: SandboxSpec, options?: StartOptions): Promise<void>;
  /** End all its processes: asked first, killed after `graceSeconds`. It can be started again. */
  stop(id: string, options?: { graceSeconds?: number }): Promise<void>;
  /** Stop it and forget it, with what it wrote outside its mounts. */
  remove(id: string): Promise<void>;
  list(): Promise<SandboxState[]>;
  /** Null where it does not run. */
  usage(id: string): Promise<SandboxUsage | null>;
  /** Bytes on disk that it wrote outside its mounts; 0 where it has no place of its own. */
  ownBytes(id: string): Promise<number>;
  /** Calls `listener` whenever a sandbox ends by itself, until `signal` is aborted. */
  onExit(listener: (id: string) => void, signal: AbortSignal): void;
  /**
   * Calls `listener` when the kernel has ended a program of a sandbox, because all of them together wanted more memory than it
   * has, until `signal` is aborted. Never where a sandbox has no limit.
   */
  onOutOfMemory(listener: (id: string) => void, signal: AbortSignal): void;
  /** Where the sandbox itself sees its run directory: the paths of its sockets. */
  runDirectoryOf(spec: Pick<SandboxSpec, 'id' | 'runDirectory'>): string;
  /** The last lines that the supervisor wrote, for an error message. */
  logs(id: string): Promise<string>;
  /** Remove what belongs to an environment as a whole, such as its network. */
  removeEnvironment(environmentId: string): Promise<void>;
  /** Set what keeps sandboxes from this machine's network, again with each call. Never throws: the answer says it. */
  guardNetwork(): Promise<NetworkGuard>;
}
