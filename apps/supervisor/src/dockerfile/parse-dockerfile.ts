import type { ArgStep, BuildStage, BuildStep, CopyStep, ImageBuild, RunStep } from '@craftastic/contract/image-build';
import { DockerfileParser, type Flag, type Instruction, ModifiableInstruction } from 'dockerfile-ast';
import { heredocsOf, isOnlyHeredoc, joined, jsonStrings, wordsOf } from './lines.ts';

/** What is not done, and why, in a sentence. */
export class DockerfileRefusal extends Error {
  constructor(line: number, why: string) {
    super(`Line ${line}: ${why}`);
    this.name = 'DockerfileRefusal';
  }
}

/** They say how a container of the image is to be started or named, which is ours to say. */
const UNUSED = new Set(['CMD', 'ENTRYPOINT', 'LABEL', 'EXPOSE', 'VOLUME', 'STOPSIGNAL', 'HEALTHCHECK', 'MAINTAINER']);

const SHOWN = 200;
const ARCHIVE = /\.(?:tar|tgz|txz|tbz2?|tar\.(?:gz|xz|bz2|zst))$/i;
const ADDRESS = /^["']?(?:[a-z][a-z0-9+.-]*:\/\/|git@)/i;

/** Read a Dockerfile. Throws {@link DockerfileRefusal} for what is not supported, and for what is none. */
export function parseDockerfile(text: string): Pick<ImageBuild, 'globals' | 'stages'> {
  const dockerfile = DockerfileParser.parse(text);
  if (dockerfile.getEscapeCharacter() !== '\\') {
    throw new DockerfileRefusal(1, 'another escape character is for images of Windows, and sessions run Linux.');
  }
  const globals: ArgStep[] = [];
  const stages: BuildStage[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const read = new Reading(instruction);
    const stage = stages.at(-1);
    if (read.keyword === 'FROM') stages.push(stageOf(read));
    else if (stage) stage.steps.push(...stepsOf(read));
    else if (read.keyword === 'ARG') globals.push(...argsOf(read));
    else throw read.refusal(`${read.keyword} comes before the first FROM.`);
  }
  if (stages.length === 0) throw new DockerfileRefusal(1, 'it has no FROM.');
  return { globals, stages };
}

/** An instruction with what is asked of it more than once. */
class Reading {
  readonly keyword: string;
  readonly line: number;
  readonly raw: string;
  readonly flags: Flag[];

  constructor(instruction: Instruction) {
    this.keyword = instruction.getKeyword();
    this.line = instruction.getRange().start.line + 1;
    this.raw = (instruction.getRawArgumentsContent() ?? '').replaceAll('\r\n', '\n');
    this.flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  }

  get text(): string {
    return joined(this.raw);
  }

  /** The instruction as it is shown to people: its beginning, in one line. */
  get shown(): string {
    const { first, heredocs } = heredocsOf(this.raw);
    const text = heredocs.length > 0 ? first : this.text.replace(/\s+/g, ' ');
    return [this.keyword, ...this.flags.map(String), text].join(' ').slice(0, SHOWN);
  }

  refusal(why: string): DockerfileRefusal {
    return new DockerfileRefusal(this.line, why);
  }

  /** What is said; a sentence is thrown where nothing is. */
  said(): string {
    if (this.text === '') throw this.refusal(`${this.keyword} says nothing.`);
    return this.text;
  }

  flag(name: string): string | null {
    return this.flags.find((flag) => flag.getName() === name)?.getValue() ?? null;
  }

  /** Fails for a flag that is not one of these. */
  only(...names: string[]): void {
    const other = this.flags.find((flag) => !names.includes(flag.getName()));
    if (other) throw this.refusal(`${this.keyword} --${other.getName()} is not supported here.`);
  }
}

function stageOf(read: Reading): BuildStage {
  read.only('platform');
  const [from, as, name, ...more] = wordsOf(read.said());
  if (from === undefined || more.length > 0 || (as !== undefined && (as.toUpperCase() !== 'AS' || !name))) {
    throw read.refusal('FROM takes an image, and may take AS and a name.');
  }
  if (from === 'scratch') throw read.refusal('there is nothing in scratch to open a session in.');
  return { line: read.line, name: name?.toLowerCase() ?? null, from, platform: read.flag('platform'), steps: [] };
}

function stepsOf(read: Reading): BuildStep[] {
  const { keyword, line } = read;
  if (UNUSED.has(keyword)) return [];
  switch (keyword) {
    case 'ARG':
      return argsOf(read);
    case 'ENV':
      return [{ do: 'env', line, values: pairsOf(read) }];
    case 'WORKDIR':
      return [{ do: 'workdir', line, path: read.said() }];
    case 'USER':
      return [{ do: 'user', line, user: read.said() }];
    case 'SHELL': {
      const shell = jsonStrings(read.said());
      if (!shell || shell.length === 0) throw read.refusal('SHELL takes a list, like ["/bin/bash", "-c"].');
      return [{ do: 'shell', line, shell }];
    }
    case 'RUN':
      return [runOf(read)];
    case 'COPY':
    case 'ADD':
      return [copyOf(read)];
    case 'ONBUILD':
      throw read.refusal('ONBUILD is not supported here.');
    default:
      throw read.refusal(`${keyword} is no instruction of a Dockerfile.`);
  }
}

function argsOf(read: Reading): ArgStep[] {
  read.said();
  return wordsOf(read.text).map((word) => {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) throw read.refusal(`“${word}” can’t be the name of an ARG.`);
    return { do: 'arg', line: read.line, name, value: value ?? null };
  });
}

/** `A=1 B="x y"`, or the older `A all that follows`. */
function pairsOf(read: Reading): { name: string; value: string }[] {
  const words = wordsOf(read.said());
  if (!words[0]?.includes('=')) {
    const [, name, value] = /^(\S+)\s+(.+)$/s.exec(read.text) ?? [];
    if (name === undefined || value === undefined) throw read.refusal('ENV takes a name and a value.');
    return [{ name, value }];
  }
  return words.map((word) => {
    const equals = word.indexOf('=');
    if (equals < 1) throw read.refusal(`“${word}” is no name with a value.`);
    return { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
}

function runOf(read: Reading): RunStep {
  read.only('mount', 'network');
  for (const flag of read.flags) {
    const value = flag.getValue() ?? '';
    // A cache that is empty each time is what Docker promises of one.
    if (flag.getName() === 'mount' && !/(?:^|,)type=cache(?:,|$)/.test(value)) {
      throw read.refusal(
        'RUN --mount is supported for a cache alone: no secret, no agent and no folder is given to it.',
      );
    }
    if (flag.getName() === 'network' && value !== 'none' && value !== 'default') {
      throw read.refusal('RUN gets the network of a session, or none.');
    }
  }
  const { first, heredocs } = heredocsOf(read.raw);
  const [script] = heredocs;
  const step = { do: 'run', line: read.line, text: read.shown, network: read.flag('network') !== 'none' } as const;
  if (!script) {
    read.said();
    return { ...step, command: jsonStrings(read.text) ?? read.text };
  }
  if (!isOnlyHeredoc(first)) return { ...step, command: read.raw };
  if (script.content.startsWith('#!')) {
    throw read.refusal('a script names its program after RUN here: RUN python3 <<EOF.');
  }
  return { ...step, command: heredocs.map(({ content }) => content).join('') };
}

function copyOf(read: Reading): CopyStep {
  read.only('from', 'chown', 'chmod', 'link');
  const { first, heredocs } = heredocsOf(read.raw);
  const text = heredocs.length > 0 ? first : read.said();
  const words = jsonStrings(text) ?? wordsOf(text);
  const target = words.at(-1);
  const sources = words.slice(0, -1).filter((word) => !/^<<-?["']?[A-Za-z_]/.test(word));
  if (target === undefined || words.length < 2) throw read.refusal(`${read.keyword} takes a source and a target.`);
  if (heredocs.some(({ content, quoted }) => !quoted && content.includes('$'))) {
    throw read.refusal('a file of the Dockerfile itself is written as it is: quote its name, <<"EOF".');
  }
  if (read.keyword === 'ADD') {
    const address = sources.find((source) => ADDRESS.test(source) || source.endsWith('.git'));
    if (address !== undefined) {
      throw read.refusal(
        `ADD does not download (“${address}”); RUN does, with curl or git, by the rules for sessions.`,
      );
    }
    const archive = sources.find((source) => ARCHIVE.test(source.replace(/["']$/, '')));
    if (archive !== undefined) throw read.refusal(`ADD does not unpack “${archive}”; COPY it, and RUN tar.`);
  }
  return {
    do: 'copy',
    line: read.line,
    text: read.shown,
    from: read.flag('from'),
    sources,
    inline: heredocs.map(({ name, content }) => ({ name, content })),
    target,
    owner: read.flag('chown'),
    mode: read.flag('chmod'),
  };
}
