import { realpath } from 'node:fs/promises';
import Docker from 'dockerode';
import { checkSources, checkSpec, socketPath } from './check-spec.ts';
import { containerOptions, INSIDE } from './container-options.ts';
import { ContainerExits } from './docker-exits.ts';
import { textOfLogs } from './docker-logs.ts';
import { followMemory } from './docker-memory.ts';
import { type EngineStats, usageOfStats } from './docker-usage.ts';
import { engineStatus, engineWords, sandboxErrorOf, unless } from './engine-error.ts';
import { Guard } from './guard.ts';
import type { AllowedNetworks } from './guard-rules.ts';
import { Images } from './image.ts';
import { isBuilt } from './image-build/built-images.ts';
import { ImageBuilder } from './image-build/image-builder.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { LABEL, stateOfLabels } from './labels.ts';
import { Networks } from './network.ts';
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

export interface DockerRuntimeOptions {
  /** Names this server on an engine that others use too: letters and digits. Only what bears it is ever touched. */
  installation: string;
  /** Folder with the bundled supervisor, `main.mjs`, and its native modules. */
  supervisorDirectory: string;
  /** The Node that runs it, for the containers’ processor; this process’s own by default. */
  nodeBinary?: string;
  docker?: Docker;
  /** Private networks that sessions may reach, as addresses or CIDR blocks. */
  allowedNetworks?: AllowedNetworks;
  /** Start sessions although the rules that keep them from this machine's network could not be set. */
  openNetwork?: boolean;
}

type Container = Docker.ContainerInspectInfo;

/** Sandboxes as containers of the Docker Engine on this machine. */
export class DockerRuntime implements SandboxRuntime {
  readonly name = 'docker';
  readonly builder: ImageBuilder;
  readonly #docker: Docker;
  readonly #installation: string;
  readonly #supervisorDirectory: string;
  readonly #nodeBinary: string;
  readonly #images: Images;
  readonly #networks: Networks;
  readonly #guard: Guard;
  readonly #openNetwork: boolean;
  readonly #exits: ContainerExits;
  /** Verbs of one sandbox never overlap: a stop waits for the start before it. */
  readonly #queue = new KeyedQueue();

  constructor(options: DockerRuntimeOptions) {
    this.#docker = options.docker ?? new Docker();
    this.#installation = options.installation;
    this.#supervisorDirectory = options.supervisorDirectory;
    this.#nodeBinary = options.nodeBinary ?? process.execPath;
    this.#images = new Images(this.#docker);
    this.#guard = new Guard(this.#docker, this.#images, options.installation, options.allowedNetworks ?? []);
    this.#openNetwork = options.openNetwork ?? true;
    this.#networks = new Networks(this.#docker, options.installation, this.#guard.names);
    this.builder = new ImageBuilder(this.#docker, options.installation, this.#images, (id) => this.#guardedNetwork(id));
    this.#exits = new ContainerExits(this.#docker, options.installation, () => this.list());
  }

  start(spec: SandboxSpec, options: StartOptions = {}): Promise<void> {
    return this.#queue.run(spec.id, () => this.#start(spec, options));
  }

  async #start(spec: SandboxSpec, { signal, onProgress }: StartOptions): Promise<void> {
    signal?.throwIfAborted();
    checkSpec(spec);
    if (spec.image !== null && isBuilt(spec.image) && !this.builder.built.belongsTo(spec.image, spec.environmentId)) {
      throw new SandboxError(`“${spec.image}” is not an image of this environment.`);
    }
    const hash = specHash(spec);
    try {
      // Asked side by side: each takes the engine some milliseconds, and a new session needs them all.
      const [found, image, network] = await Promise.all([
        this.#find(spec.id),
        this.#images.ensure(spec.image, { ...(onProgress && { onProgress }), ...(signal && { signal }) }),
        spec.network === 'own' ? this.#guardedNetwork(spec.environmentId) : null,
        checkSources([...spec.mounts.map((mount) => mount.source), this.#supervisorDirectory, this.#nodeBinary]),
      ]);
      signal?.throwIfAborted();
      const same = found !== null && found.Config.Labels[LABEL.spec] === hash;
      if (found && same && found.State.Running) return await this.#answers(spec, found.Id, signal);
      onProgress?.({ phase: 'Starting the container', percent: null });
      if (found && same && (await this.#restart(spec, found))) return await this.#answers(spec, found.Id, signal);
      if (found) await this.#destroy(found.Id);
      await prepareRunDirectory(spec);
      const container = await this.#docker.createContainer(
        containerOptions(spec, {
          name: this.#nameOf(spec.id),
          installation: this.#installation,
          image,
          network,
          nodeBinary: await realpath(this.#nodeBinary),
          supervisorDirectory: await realpath(this.#supervisorDirectory),
          specHash: hash,
        }),
      );
      try {
        await container.start();
        this.#exits.expectRunning(container.id, spec.id);
        await this.#answers(spec, container.id, signal);
      } catch (error) {
        await this.#destroy(container.id);
        throw error;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw sandboxErrorOf('The container did not start', error);
    }
  }

  /** The environment's network, once the rules for it are in force. */
  async #guardedNetwork(environmentId: string): Promise<string> {
    const { guarded, reason } = await this.#guard.state();
    if (!guarded && !this.#openNetwork) {
      throw new SandboxError(
        `${reason} Mend that, or set CRAFTASTIC_OPEN_NETWORK=allow to start sessions all the same.`,
      );
    }
    return this.#networks.ensure(environmentId);
  }

  /** Start a stopped container again, with all that was installed in it. False where it can’t be. */
  async #restart(spec: SandboxSpec, found: Container): Promise<boolean> {
    await prepareRunDirectory(spec);
    const container = this.#docker.getContainer(found.Id);
    try {
      await container.start();
    } catch (error) {
      if (engineStatus(error) !== 404 || spec.network !== 'own') return false;
      try {
        await this.#networks.rejoin(spec.environmentId, found.Id);
        await container.start();
      } catch (again) {
        if (engineStatus(again) === null) throw again;
        return false;
      }
    }
    this.#exits.expectRunning(found.Id, spec.id);
    return true;
  }

  async #answers(spec: SandboxSpec, container: string, signal: AbortSignal | undefined): Promise<void> {
    const ended = async (until: AbortSignal): Promise<string> => {
      const { StatusCode: code } = await this.#docker.getContainer(container).wait({ abortSignal: until });
      return `The supervisor ended while it was starting (exit code ${code}).`;
    };
    try {
      await answers(socketPath(spec.runDirectory), ended, () => this.#logsOf(container), signal);
    } catch (error) {
      // Of no use as it is. Only stopped: a container that was there before may hold what somebody installed.
      this.#exits.expectEnd(container);
      await unless([304, 404], this.#docker.getContainer(container).stop({ t: 0 }));
      throw error;
    }
  }

  stop(id: string, { graceSeconds = 5 }: { graceSeconds?: number } = {}): Promise<void> {
    return this.#queue.run(id, async () => {
      const found = await this.#find(id);
      if (!found?.State.Running) return;
      this.#exits.expectEnd(found.Id);
      await unless([304, 404], this.#docker.getContainer(found.Id).stop({ t: Math.ceil(graceSeconds) }));
    });
  }

  remove(id: string): Promise<void> {
    return this.#queue.run(id, async () => {
      const found = await this.#find(id);
      if (found) await this.#destroy(found.Id);
    });
  }

  async list(): Promise<SandboxState[]> {
    const containers = await this.#docker.listContainers({
      all: true,
      filters: { label: [`${LABEL.installation}=${this.#installation}`] },
    });
    return containers.flatMap(({ Labels, State }) => stateOfLabels(Labels, State === 'running') ?? []);
  }

  async usage(id: string): Promise<SandboxUsage | null> {
    const container = this.#docker.getContainer(this.#nameOf(id));
    const stats = await unless([404, 409], container.stats({ stream: false, 'one-shot': true }));
    return stats && usageOfStats(stats as EngineStats);
  }

  async ownBytes(id: string): Promise<number> {
    const filters = { name: [`^/${this.#nameOf(id)}$`] };
    const [found] = await this.#docker.listContainers({ all: true, size: true, filters });
    // The client's types know the option and not its answer.
    const { SizeRw: bytes = 0 } = (found ?? {}) as { SizeRw?: number };
    return bytes;
  }

  onExit(listener: (id: string) => void, signal: AbortSignal): void {
    this.#exits.listen(listener, signal);
  }

  onOutOfMemory(listener: (id: string) => void, signal: AbortSignal): void {
    void followMemory(this.#docker, this.#installation, listener, signal);
  }

  runDirectoryOf(): string {
    return INSIDE.run;
  }

  async logs(id: string): Promise<string> {
    return this.#logsOf(this.#nameOf(id));
  }

  async removeEnvironment(environmentId: string): Promise<void> {
    await Promise.all([this.#networks.remove(environmentId), this.builder.built.removeEnvironment(environmentId)]);
  }

  guardNetwork(): Promise<NetworkGuard> {
    return this.#guard.renew();
  }

  #nameOf(id: string): string {
    return `craftastic-${this.#installation}-${id}`;
  }

  async #find(id: string): Promise<Container | null> {
    const found = await unless([404], this.#docker.getContainer(this.#nameOf(id)).inspect());
    if (found && found.Config.Labels[LABEL.installation] !== this.#installation) {
      throw new SandboxError(
        `A container named ${this.#nameOf(id)} exists and is not this server’s. Rename or remove it.`,
      );
    }
    return found;
  }

  async #destroy(container: string): Promise<void> {
    this.#exits.expectEnd(container);
    // 409: it is being removed by another call.
    await unless([404, 409], this.#docker.getContainer(container).remove({ force: true, v: true }));
  }

  async #logsOf(container: string): Promise<string> {
    try {
      const frames = await this.#docker.getContainer(container).logs({ stdout: true, stderr: true, tail: 50 });
      return textOfLogs(frames);
    } catch (error) {
      return engineStatus(error) === 404 ? '' : engineWords(error);
    }
  }
}
