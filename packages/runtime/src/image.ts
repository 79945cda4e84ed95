import type { Readable } from 'node:stream';
import type { Progress } from '@craftastic/contract/progress';
import type Docker from 'dockerode';
import { guardBuildContext, guardImage, sessionBuildContext, sessionImage } from './build-context.ts';
import { engineWords, sandboxErrorOf, unless } from './engine-error.ts';
import { buildProgress, type EngineLine, pullProgress } from './image-progress.ts';
import { imageReference } from './image-reference.ts';
import { SandboxError } from './runtime.ts';
import { SharedWork } from './shared-work.ts';

interface Options {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Proxies of the machine reach into a build’s RUN by names that the engine knows without an ARG. */
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

/** Sees to it that an image is there: the default one is built, others are pulled. */
export class Images {
  readonly #docker: Docker;
  readonly #work = new SharedWork<Progress>();
  #default: Promise<string> | null = null;

  constructor(docker: Docker) {
    this.#docker = docker;
  }

  /** @returns the name to make a container from. `null` asks for the default image. */
  async ensure(image: string | null, options: Options = {}): Promise<string> {
    if (image === null) {
      this.#default ??= sessionImage();
      const name = await this.#default;
      if (!(await this.#exists(name))) {
        const phase = 'Building the session image';
        const build = { name, phase, folder: 'images/session', context: sessionBuildContext };
        await this.#work.join(name, (report, signal) => this.#build(build, report, signal), options);
      }
      return name;
    }
    const name = imageReference(image);
    if (name === null) throw new SandboxError(`“${image}” is not the name of a container image.`);
    if (!(await this.#exists(name))) {
      await this.#work.join(name, (report, signal) => this.#pull(name, report, signal), options);
    }
    return name;
  }

  /** The image that sets the firewall; built at the first start, in some seconds. */
  async ensureGuard(options: Options = {}): Promise<string> {
    const name = await guardImage();
    if (!(await this.#exists(name))) {
      const phase = 'Building the image that sets the firewall';
      const build = { name, phase, folder: 'images/guard', context: guardBuildContext };
      await this.#work.join(name, (report, signal) => this.#build(build, report, signal), options);
    }
    return name;
  }

  async #exists(name: string): Promise<boolean> {
    try {
      return (await unless([404], this.#docker.getImage(name).inspect())) !== null;
    } catch (error) {
      throw sandboxErrorOf(`The engine can’t look up the image ${name}`, error);
    }
  }

  async #build(
    build: { name: string; phase: string; folder: string; context: () => Readable },
    report: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const progress = buildProgress();
    report({ phase: build.phase, percent: null });
    const buildargs = Object.fromEntries(
      PROXY_VARIABLES.flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])),
    );
    try {
      const lines = await this.#docker.buildImage(build.context(), {
        t: build.name,
        // The host’s own network: a build reaches what the machine reaches, with the same resolver and VPN.
        networkmode: 'host',
        forcerm: true,
        buildargs,
        abortSignal: signal,
      });
      await this.#follow(lines, (line) => {
        const step = progress(line);
        if (step) report(step);
      });
    } catch (error) {
      signal.throwIfAborted();
      throw failure(
        `An image could not be built. Its Dockerfile is in ${build.folder}; it needs the image debian:bookworm-slim and Debian’s packages`,
        error,
      );
    }
  }

  async #pull(name: string, report: (progress: Progress) => void, signal: AbortSignal): Promise<void> {
    const progress = pullProgress(name);
    report({ phase: `Pulling ${name}`, percent: null });
    try {
      const lines = await this.#docker.pull(name, { abortSignal: signal });
      await this.#follow(lines, (line) => report(progress(line)));
    } catch (error) {
      signal.throwIfAborted();
      throw failure(
        `The image ${name} could not be pulled. Check its name, in the environment’s settings or the branch’s devcontainer.json, and that this machine may pull it (docker pull ${name})`,
        error,
      );
    }
  }

  /** Resolves at the end of the engine’s answer; an error line in it rejects. */
  #follow(lines: NodeJS.ReadableStream, onLine: (line: EngineLine) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#docker.modem.followProgress(
        lines,
        (error: Error | null) => (error ? reject(error) : resolve()),
        (line: EngineLine) => onLine(line),
      );
    });
  }
}

function failure(sentence: string, error: unknown): SandboxError {
  const wrapped = sandboxErrorOf(sentence, error);
  return new SandboxError(wrapped.message, engineWords(error), { cause: error });
}
