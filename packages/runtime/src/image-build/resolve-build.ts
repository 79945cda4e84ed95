import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { ArgStep, BuildStep, CopyStep, ImageBuild } from '@craftastic/contract/image-build';
import { LineError } from './build-error.ts';
import { type ContextFile, filesOf, type PlacedFile } from './context-files.ts';
import { expandWord, WordError } from './expand-word.ts';

/** What a stage begins with, as the engine tells of it. */
export interface BaseImage {
  id: string;
  environment: Record<string, string>;
  workdir: string;
  user: string;
  shell: string[] | null;
}

/** Another stage by its place, or an image by its name. */
export type Source = { stage: number } | { image: string };

interface PlacedStage {
  from: Source;
  line: number;
  /** All that it begins with and copies from, with the lines that say so. */
  sources: { source: Source; line: number }[];
}

/** Which stages there are and what they begin with: all that can be known before the images are there. */
export interface StagePlan {
  stages: PlacedStage[];
  /** The one whose image is wanted. */
  target: number;
  /** The stages that it is made of, itself among them. */
  needed: ReadonlySet<number>;
  /** To be there before the build, with the line that first names each. */
  images: Map<string, number>;
  globals: Record<string, string>;
}

export type LayerCopy =
  | { kind: 'folder'; path: string }
  | {
      kind: 'files';
      line: number;
      files: PlacedFile[];
      inline: { target: string; content: string }[];
      owner: string | null;
      mode: number | null;
      /** The only file: below `target` where that is a folder of the image already. */
      single: string | null;
    }
  | {
      kind: 'from';
      line: number;
      from: Source;
      path: string;
      target: string;
      into: boolean;
      owner: string | null;
      mode: number | null;
    };

/** What becomes one layer of the image: copies, and then at most one command. */
export interface Layer {
  /** Of all that it is made from: 40 hex digits. The same ones, and the same layer. */
  hash: string;
  line: number;
  text: string;
  environment: Record<string, string>;
  workdir: string;
  user: string;
  copies: LayerCopy[];
  run: { command: string[]; network: boolean } | null;
}

export interface ResolvedStage {
  from: Source;
  layers: Layer[];
  hash: string;
  end: Omit<BaseImage, 'id'>;
}

const PLATFORM = /^linux\/(amd64|arm64|x86_64|aarch64)(?:\/v8)?$/;
const DEFAULT_SHELL = ['/bin/sh', '-c'];

/** What Docker itself sets for every build: `TARGETARCH` and its like, for this machine. */
export function platformVariables(architecture: string): Record<string, string> {
  const arch = architecture === 'x64' ? 'amd64' : architecture;
  const sides = ['TARGET', 'BUILD'].flatMap((side) => [
    [`${side}PLATFORM`, `linux/${arch}`],
    [`${side}OS`, 'linux'],
    [`${side}ARCH`, arch],
    [`${side}VARIANT`, ''],
  ]);
  return Object.fromEntries(sides);
}

/** Put the variables into a word; what is wrong of it is told with its line. */
function word(text: string, variables: Record<string, string>, line: number): string {
  try {
    return expandWord(text, variables);
  } catch (error) {
    if (error instanceof WordError) throw new LineError(line, error.message);
    throw error;
  }
}

export function planStages(build: ImageBuild, architecture: string): StagePlan {
  const predefined = platformVariables(architecture);
  const globals: Record<string, string> = { ...predefined };
  for (const arg of build.globals) {
    const value = argument(arg, build.arguments, globals);
    if (value !== null) globals[arg.name] = value;
  }
  const names = new Map<string, number>();
  const stages = build.stages.map((stage, at): PlacedStage => {
    const name = word(stage.from, globals, stage.line);
    if (name === '') throw new LineError(stage.line, 'FROM names no image.');
    const platform = stage.platform === null ? '' : word(stage.platform, globals, stage.line);
    if (platform !== '' && (!PLATFORM.test(platform) || !isOurs(platform, predefined))) {
      throw new LineError(
        stage.line,
        `this machine is ${predefined.TARGETPLATFORM}, and ${platform} does not run on it.`,
      );
    }
    const known = names.get(name.toLowerCase());
    const from = known === undefined ? { image: name } : { stage: known };
    const copied = stage.steps.flatMap((step) =>
      step.do === 'copy' && step.from !== null ? [{ source: sourceOf(step, names, at, globals), line: step.line }] : [],
    );
    if (stage.name !== null) names.set(stage.name, at);
    return { from, line: stage.line, sources: [{ source: from, line: stage.line }, ...copied] };
  });
  const target = build.target === null ? stages.length - 1 : stageOf(build.target.toLowerCase(), names, stages.length);
  if (target === null) throw new LineError(1, `it has no stage “${build.target}”, which devcontainer.json asks for.`);
  return { stages, target, globals, ...neededOf(stages, target) };
}

/** Stages name only what is before them, so one way back finds all. */
function neededOf(stages: readonly PlacedStage[], target: number): Pick<StagePlan, 'needed' | 'images'> {
  const needed = new Set([target]);
  const images = new Map<string, number>();
  for (let at = target; at >= 0; at -= 1) {
    if (!needed.has(at)) continue;
    for (const { source, line } of stages[at]?.sources ?? []) {
      if ('stage' in source) needed.add(source.stage);
      else if (!images.has(source.image)) images.set(source.image, line);
    }
  }
  return { needed, images };
}

const isOurs = (platform: string, { TARGETARCH: own }: Record<string, string>): boolean =>
  platform.replace('x86_64', 'amd64').replace('aarch64', 'arm64').startsWith(`linux/${own}`);

function stageOf(name: string, names: ReadonlyMap<string, number>, before: number): number | null {
  const known = names.get(name);
  if (known !== undefined) return known;
  return /^\d{1,3}$/.test(name) && Number(name) < before ? Number(name) : null;
}

function sourceOf(
  step: CopyStep,
  names: ReadonlyMap<string, number>,
  at: number,
  globals: Record<string, string>,
): Source {
  const name = word(step.from ?? '', globals, step.line);
  const stage = stageOf(name.toLowerCase(), names, at);
  return stage === null ? { image: name } : { stage };
}

/** What an ARG is: as devcontainer.json says, else as it says itself, else as it is known already. */
function argument(arg: ArgStep, given: Record<string, string>, variables: Record<string, string>): string | null {
  if (Object.hasOwn(given, arg.name)) return given[arg.name] ?? '';
  if (arg.value === null) return Object.hasOwn(variables, arg.name) ? (variables[arg.name] ?? null) : null;
  return word(arg.value, variables, arg.line);
}

/**
 * All stages up to the wanted one, by layers. `files` are those of the context that no .dockerignore takes away; `salt` keeps
 * the layers of one environment from another's.
 */
export function resolveStages(
  build: ImageBuild,
  plan: StagePlan,
  bases: ReadonlyMap<string, BaseImage>,
  files: readonly ContextFile[],
  salt: string,
): ResolvedStage[] {
  const names = new Map<string, number>();
  const stages: ResolvedStage[] = [];
  for (const [at, { steps, name }] of build.stages.slice(0, plan.target + 1).entries()) {
    const from = plan.stages[at]?.from ?? { stage: 0 };
    if (name !== null) names.set(name, at);
    if (!plan.needed.has(at)) {
      stages.push({ from, layers: [], hash: '', end: NOTHING });
      continue;
    }
    const origin = (source: Source) =>
      ('stage' in source ? stages[source.stage]?.hash : bases.get(source.image)?.id) ?? '';
    const base = 'stage' in from ? stages[from.stage]?.end : bases.get(from.image);
    if (!base) throw new LineError(plan.stages[at]?.line ?? 1, 'what it begins with is not there.');
    const reading = new StageReading(base, hashOf([salt, origin(from)]), build, plan.globals);
    for (const step of steps) reading.take(step, files, (copy) => sourceOf(copy, names, at, plan.globals), origin);
    stages.push({ from, ...reading.finish() });
  }
  return stages;
}

const NOTHING = { environment: {}, workdir: '/', user: '', shell: null };

const hashOf = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);

/** One stage, step by step. */
class StageReading {
  readonly #build: ImageBuild;
  readonly #globals: Record<string, string>;
  readonly #layers: Layer[] = [];
  readonly #arguments: Record<string, string> = {};
  #environment: Record<string, string>;
  #workdir: string;
  #user: string;
  #shell: string[] | null;
  #hash: string;
  #copies: LayerCopy[] = [];
  /** The last instruction whose work is in no layer yet. */
  #open: { line: number; text: string } | null = null;

  constructor(base: Omit<BaseImage, 'id'>, hash: string, build: ImageBuild, globals: Record<string, string>) {
    this.#build = build;
    this.#globals = globals;
    this.#environment = { ...base.environment };
    this.#workdir = base.workdir || '/';
    this.#user = base.user;
    this.#shell = base.shell;
    this.#hash = hash;
  }

  take(
    step: BuildStep,
    files: readonly ContextFile[],
    sourceOfCopy: (step: CopyStep) => Source,
    origin: (source: Source) => string,
  ): void {
    const { line } = step;
    switch (step.do) {
      case 'arg': {
        const known = { ...this.#globals, ...this.#variables };
        const value = argument(step, this.#build.arguments, known);
        if (value !== null) this.#arguments[step.name] = value;
        return;
      }
      case 'env': {
        // All of one line see what was before it.
        const before = this.#variables;
        for (const { name, value } of step.values) {
          this.#environment[word(name, before, line)] = word(value, before, line);
        }
        this.#open = { line, text: 'ENV' };
        return;
      }
      case 'workdir':
        this.#workdir = posix.resolve('/', this.#workdir, word(step.path, this.#variables, line));
        this.#copies.push({ kind: 'folder', path: this.#workdir });
        this.#open = { line, text: `WORKDIR ${this.#workdir}` };
        return;
      case 'user':
        this.#user = word(step.user, this.#variables, line);
        return;
      case 'shell':
        this.#shell = step.shell;
        return;
      case 'copy':
        this.#copies.push(...this.#copy(step, files, sourceOfCopy));
        this.#open = step;
        // What a stage gives is part of what this layer is made of.
        if (step.from !== null) this.#hash = hashOf([this.#hash, origin(sourceOfCopy(step))]);
        return;
      case 'run':
        this.#close(step, { command: this.#command(step.command), network: step.network });
    }
  }

  finish(): Omit<ResolvedStage, 'from'> {
    if (this.#open) this.#close(this.#open, null);
    return {
      layers: this.#layers,
      hash: this.#hash,
      end: { environment: this.#environment, workdir: this.#workdir, user: this.#user, shell: this.#shell },
    };
  }

  /** What words may name: an ENV hides an ARG. */
  get #variables(): Record<string, string> {
    return { ...this.#arguments, ...this.#environment };
  }

  /**
   * Arguments are given by `env`: what is in the environment of a container is in that of the image that it is made into,
   * and an argument must not be.
   */
  #command(command: string | string[]): string[] {
    const program = typeof command === 'string' ? [...(this.#shell ?? DEFAULT_SHELL), command] : command;
    const given = Object.entries(this.#arguments).filter(([name]) => !Object.hasOwn(this.#environment, name));
    return given.length === 0 ? program : ['env', ...given.map(([name, value]) => `${name}=${value}`), ...program];
  }

  #copy(step: CopyStep, files: readonly ContextFile[], sourceOfCopy: (step: CopyStep) => Source): LayerCopy[] {
    const { line } = step;
    const variables = this.#variables;
    const written = word(step.target, variables, line);
    const sources = step.sources.map((source) => word(source, variables, line));
    const target = posix.resolve('/', this.#workdir, written);
    const into = /(?:^|\/)\.?$/.test(written) || sources.length + step.inline.length > 1;
    const owner = step.owner === null ? null : word(step.owner, variables, line);
    const mode = step.mode === null ? null : modeOf(word(step.mode, variables, line), line);
    if (step.from !== null) {
      const from = sourceOfCopy(step);
      return sources.map((path) => {
        if (/[*?[]/.test(path))
          throw new LineError(line, 'COPY --from takes a file or a folder by its name here, not by a pattern.');
        return { kind: 'from', line, from, path: posix.resolve('/', path), target, into, owner, mode };
      });
    }
    const placed = sources.flatMap((source) => {
      const found = filesOf(files, source, target, into);
      if (found === null) {
        throw new LineError(
          line,
          `there is no “${source}” in the folder that the build takes from, as it is committed.`,
        );
      }
      if ('refusal' in found) throw new LineError(line, found.refusal);
      return found;
    });
    const inline = step.inline.map(({ name, content }) => ({
      target: into ? posix.join(target, name) : target,
      content,
    }));
    const single = !into && placed.length + inline.length === 1 ? target : null;
    return [{ kind: 'files', line, files: placed, inline, owner, mode, single }];
  }

  #close({ line, text }: { line: number; text: string }, run: Layer['run']): void {
    const made = {
      environment: { ...this.#environment },
      workdir: this.#workdir,
      user: this.#user,
      copies: this.#copies,
      run,
    };
    this.#hash = hashOf([this.#hash, made]);
    this.#layers.push({ hash: this.#hash, line, text, ...made });
    this.#copies = [];
    this.#open = null;
  }
}

function modeOf(text: string, line: number): number {
  if (!/^0?[0-7]{3,4}$/.test(text))
    throw new LineError(line, `--chmod takes three or four octal digits here, not “${text}”.`);
  return Number.parseInt(text, 8);
}
