import { posix } from 'node:path';
import { sandboxErrorOf } from '../engine-error.ts';
import { accountOf, groupIdOf } from './accounts.ts';
import { moved, type Owned, packFiles, packFolder } from './build-archive.ts';
import { ImageBuildError, LineError } from './build-error.ts';
import { type BuildContext, type ImageRequest, PHASE, type Told } from './image-request.ts';
import type { LayerContainer } from './layer-container.ts';
import type { Layer, LayerCopy, ResolvedStage, Source } from './resolve-build.ts';
import type { Workshop } from './workshop.ts';

/** The content of files of one COPY. */
const CONTEXT_BYTES = 1024 ** 3;

/** The stages of one build at work: those that are needed, and of them what is not there yet. */
export class StageWork {
  readonly #shop: Workshop;
  readonly #stages: ResolvedStage[];
  readonly #imageOf: (from: Source, stage: (at: number) => Promise<string>) => Promise<string>;
  readonly #context: BuildContext;
  readonly #tell: (told: Told) => void;
  readonly #request: ImageRequest;
  readonly #signal: AbortSignal;
  readonly #made = new Map<number, Promise<string>>();
  readonly #total: number;
  #done = 0;
  #written = 0;

  constructor(
    shop: Workshop,
    stages: ResolvedStage[],
    imageOf: (from: Source, stage: (at: number) => Promise<string>) => Promise<string>,
    context: BuildContext,
    tell: (told: Told) => void,
    request: ImageRequest,
    signal: AbortSignal,
  ) {
    this.#shop = shop;
    this.#stages = stages;
    this.#imageOf = imageOf;
    this.#context = context;
    this.#tell = tell;
    this.#request = request;
    this.#signal = signal;
    this.#total = stages.reduce((sum, { layers }) => sum + layers.length, 0);
  }

  /** Name of the image that a stage ends with. */
  stage(at: number): Promise<string> {
    const made = this.#made.get(at) ?? this.#makeStage(at);
    this.#made.set(at, made);
    return made;
  }

  async #makeStage(at: number): Promise<string> {
    const stage = this.#stages[at];
    if (!stage) throw new LineError(1, 'a stage is named before it is there.');
    const { built } = this.#shop;
    const name = (layer: Layer) => built.nameOf(this.#request.environmentId, layer.hash);
    // From its end: what is there has all that is before it.
    let next = stage.layers.length;
    let image: string | null = null;
    for (; next > 0 && image === null; next -= 1) {
      const layer = stage.layers[next - 1];
      if (layer && (await built.has(name(layer)))) {
        image = name(layer);
        break;
      }
    }
    this.#done += next;
    image ??= await this.#imageOf(stage.from, (index) => this.stage(index));
    for (const layer of stage.layers.slice(next)) {
      const percent = Math.min(99, Math.floor((100 * this.#done) / Math.max(1, this.#total)));
      this.#tell({ progress: { phase: PHASE, percent, detail: layer.text } });
      this.#tell({ output: `Line ${layer.line}: ${layer.text}\n` });
      await this.#layer(image, layer, name(layer));
      image = name(layer);
      this.#done += 1;
    }
    return image;
  }

  async #layer(image: string, layer: Layer, name: string): Promise<void> {
    const { limits } = this.#request;
    await using container = await this.#shop.container(this.#request, image, layer, this.#signal);
    try {
      for (const copy of layer.copies) await this.#copy(container, copy);
      if (layer.run) await container.run(layer, limits, this.#written, (output) => this.#tell({ output }));
      this.#written += await container.written();
      if (this.#written > limits.diskBytes)
        throw new LineError(layer.line, 'the image is larger than a build may make it.');
    } catch (error) {
      this.#signal.throwIfAborted();
      throw error instanceof ImageBuildError
        ? error
        : new LineError(layer.line, sandboxErrorOf(layer.text, error).message);
    }
    await container.commit(name);
  }

  async #copy(container: LayerContainer, copy: LayerCopy): Promise<void> {
    if (copy.kind === 'folder') {
      if ((await container.stat(copy.path)) === null) await container.put(packFolder(copy.path));
      return;
    }
    const owned = await ownedBy(container, copy);
    if (copy.kind === 'from') return this.#copyFrom(container, copy, owned);
    const { line, inline, single } = copy;
    if (copy.files.reduce((sum, { file }) => sum + file.size, 0) > CONTEXT_BYTES) {
      throw new LineError(line, `it takes more than ${CONTEXT_BYTES / 1024 ** 3} GB from the repository.`);
    }
    // A single file goes into what is a folder of the image already.
    const stat = single === null ? null : await container.stat(single);
    const into =
      stat?.isFolder === true ||
      (stat?.linkTarget ? (await container.stat(stat.linkTarget))?.isFolder === true : false);
    const files =
      into && single !== null
        ? copy.files.map(({ file, target }) => ({
            file,
            target: target === single ? posix.join(single, posix.basename(file.path)) : target,
          }))
        : copy.files;
    await container.put(packFiles(line, files, inline, owned, this.#context.contents));
  }

  async #copyFrom(container: LayerContainer, copy: Extract<LayerCopy, { kind: 'from' }>, owned: Owned): Promise<void> {
    const image = await this.#imageOf(copy.from, (at) => this.stage(at));
    const plain = { environment: {}, workdir: '/', user: '0', run: null };
    await using source = await this.#shop.container(this.#request, image, plain, this.#signal);
    const found = await source.stat(copy.path);
    if (found === null) throw new LineError(copy.line, `there is no ${copy.path} in what it copies from.`);
    const path = found.linkTarget || copy.path;
    const isFolder = found.linkTarget ? (await source.stat(path))?.isFolder === true : found.isFolder;
    const folderThere = (await container.stat(copy.target))?.isFolder === true;
    const below = !isFolder && (copy.into || folderThere);
    const target = below ? posix.join(copy.target, posix.basename(copy.path)) : copy.target;
    const most = this.#request.limits.diskBytes - this.#written;
    await container.put(moved(await source.get(path), posix.basename(path) || '/', target, owned, most));
  }
}

/** `--chown` in numbers, by the accounts of the image that is made. */
async function ownedBy(
  container: LayerContainer,
  { owner, mode, line }: { owner: string | null; mode: number | null; line: number },
): Promise<Owned> {
  if (owner === null) return { uid: 0, gid: 0, mode };
  const [user = '', group = user] = owner.split(':');
  const numbers = /^\d{1,9}$/;
  const uid = numbers.test(user) ? Number(user) : accountOf(await container.text('/etc/passwd'), user)?.uid;
  const gid = groupIdOf(numbers.test(group) ? '' : await container.text('/etc/group'), group);
  if (uid === undefined || gid === null) throw new LineError(line, `the image has no user or group “${owner}”.`);
  return { uid, gid, mode };
}
