import type { ImageBuild } from '@craftastic/contract/image-build';
import type Docker from 'dockerode';
import { sandboxErrorOf } from '../engine-error.ts';
import type { Images } from '../image.ts';
import { SandboxError } from '../runtime.ts';
import { SharedWork } from '../shared-work.ts';
import { ImageBuildError, LineError } from './build-error.ts';
import { type BuiltImages, isBuilt } from './built-images.ts';
import { notIgnored } from './context-files.ts';
import { baseOf } from './image-config.ts';
import {
  type BuildContext,
  type BuildOptions,
  type ImageAnswer,
  type ImageRequest,
  PHASE,
  type Told,
} from './image-request.ts';
import { type BaseImage, planStages, resolveStages, type Source } from './resolve-build.ts';
import { StageWork } from './stage-work.ts';
import { withUser } from './with-user.ts';
import { Workshop } from './workshop.ts';

/**
 * Makes images that repositories describe, layer by layer, each in a container as bounded as a session's. The engine's own
 * builder is not used: it runs RUN as root with its usual capabilities and no bound on processes, and fetches what ADD names
 * by itself, from the machine's own network.
 */
export class ImageBuilder {
  readonly #shop: Workshop;
  readonly #images: Images;
  readonly #work = new SharedWork<Told>();

  constructor(
    docker: Docker,
    installation: string,
    images: Images,
    network: (environmentId: string) => Promise<string>,
  ) {
    this.#shop = new Workshop(docker, installation, network);
    this.#images = images;
  }

  get built(): BuiltImages {
    return this.#shop.built;
  }

  async prepare(request: ImageRequest, options: BuildOptions = {}): Promise<ImageAnswer> {
    const late = AbortSignal.timeout(request.limits.seconds * 1000);
    const signal = AbortSignal.any([late, ...(options.signal ? [options.signal] : [])]);
    try {
      const { from } = request;
      const { image, user } =
        'build' in from
          ? await this.#build(request, from.build, from.context, options, signal)
          : { image: await this.#ensure(from.image, options, signal), user: null };
      return await withUser(this.#shop, request, image, user, options, signal);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (late.aborted) throw new ImageBuildError(`It took longer than ${request.limits.seconds / 60} minutes.`);
      if (error instanceof ImageBuildError && 'build' in request.from) {
        throw new ImageBuildError(`${request.from.build.dockerfile}: ${error.message}`, error.output, { cause: error });
      }
      throw sandboxErrorOf('The image of this branch was not made', error);
    }
  }

  /** An image of a registry, or of this machine; none that was built here. */
  #ensure(image: string, { onProgress }: BuildOptions, signal: AbortSignal): Promise<string> {
    if (isBuilt(image)) throw new ImageBuildError(`“${image}” can’t be built on.`);
    return this.#images.ensure(image, { signal, ...(onProgress && { onProgress }) });
  }

  async #build(
    request: ImageRequest,
    build: ImageBuild,
    context: BuildContext,
    options: BuildOptions,
    signal: AbortSignal,
  ): Promise<{ image: string; user: string }> {
    options.onProgress?.({ phase: PHASE, percent: null });
    const plan = planStages(build, process.arch);
    const names = new Map<string, string>();
    const bases = new Map<string, BaseImage>();
    for (const [image, line] of plan.images) {
      const name = await this.#ensure(image, options, signal).catch((error: unknown) => {
        throw error instanceof SandboxError ? new LineError(line, error.message, error.output) : error;
      });
      names.set(image, name);
      bases.set(image, baseOf(await this.#shop.docker.getImage(name).inspect(), line));
    }
    const keep = notIgnored(build.context.ignore);
    const files = (await context.files(signal)).filter(({ path }) => keep(path));
    const stages = resolveStages(build, plan, bases, files, request.environmentId);
    const wanted = stages[plan.target];
    if (!wanted) throw new LineError(1, 'it has no stage to end with.');
    const imageOf = (from: Source, stage: (at: number) => Promise<string>) =>
      'stage' in from ? stage(from.stage) : Promise.resolve(names.get(from.image) ?? from.image);
    const user = wanted.end.user;
    const last = wanted.layers.at(-1);
    const name = last && this.built.nameOf(request.environmentId, last.hash);
    if (name && (await this.built.has(name))) {
      await this.built.touch(name);
      return { image: name, user };
    }
    const make = async (tell: (told: Told) => void, shared: AbortSignal) => {
      const work = new StageWork(this.#shop, stages, imageOf, context, tell, request, shared);
      await work.stage(plan.target);
    };
    if (!name) return { image: await imageOf(wanted.from, async () => ''), user };
    await this.#work.join(name, make, { signal, onProgress: (told) => tellTo(options, told) });
    return { image: name, user };
  }
}

function tellTo(options: BuildOptions, told: Told): void {
  if ('progress' in told) options.onProgress?.(told.progress);
  else options.onOutput?.(told.output);
}
