import { type ParseError, parse } from 'jsonc-parser';
import { z } from 'zod';

/** Where it may be, in the order of the specification (containers.dev); the folders of the third form are not looked for. */
export const DEVCONTAINER_PATHS = ['.devcontainer/devcontainer.json', '.devcontainer.json'];

/** A shell's line, a program with its arguments, or several of either to run side by side, by name. */
const Command = z.union([z.string(), z.array(z.string())]);
const Commands = z.union([Command, z.record(z.string(), Command)]);
type Commands = z.infer<typeof Commands>;

const File = z.object({
  image: z.string().min(1).max(300).optional().catch(undefined),
  build: z
    .object({
      dockerfile: z.string().min(1).max(1000).optional(),
      context: z.string().max(1000).optional(),
      args: z.record(z.string(), z.string()).optional(),
      target: z.string().max(200).optional(),
    })
    .optional()
    .catch(undefined),
  dockerFile: z.string().min(1).max(1000).optional().catch(undefined),
  context: z.string().max(1000).optional().catch(undefined),
  remoteUser: z.string().min(1).max(100).optional().catch(undefined),
  containerUser: z.string().min(1).max(100).optional().catch(undefined),
  forwardPorts: z
    .array(z.union([z.number(), z.string()]))
    .optional()
    .catch(undefined),
  containerEnv: z.record(z.string(), z.string()).optional().catch(undefined),
  remoteEnv: z.record(z.string(), z.string().nullable()).optional().catch(undefined),
  postCreateCommand: Commands.optional().catch(undefined),
  postStartCommand: Commands.optional().catch(undefined),
  postAttachCommand: Commands.optional().catch(undefined),
});

/** What asks for more than a session gets: software of a registry, several containers, rights or mounts of the machine, commands on it. */
const UNUSED = [
  'dockerComposeFile',
  'features',
  'mounts',
  'workspaceMount',
  'runArgs',
  'capAdd',
  'securityOpt',
  'privileged',
  'initializeCommand',
  'onCreateCommand',
  'updateContentCommand',
];

/** What of a devcontainer.json is used here. */
export interface Devcontainer {
  image: string | null;
  /** Paths are from the folder of the file. */
  build: { dockerfile: string; context: string; arguments: Record<string, string>; target: string | null } | null;
  /** Whom programs are to run as, by name. */
  user: string | null;
  /** The first of `forwardPorts` that is a port of the container itself. */
  port: number | null;
  environment: Record<string, string>;
  /** Keys that it has and that change nothing here. */
  unused: string[];
  /** Once after the worktree is made; a shell's line. */
  setUp: string | null;
  /** Starts the dev server; a shell's line. */
  devCommand: string | null;
}

/** Read a devcontainer.json, which has comments and trailing commas; null for one that is no object. Never throws. */
export function parseDevcontainer(text: string): Devcontainer | null {
  const errors: ParseError[] = [];
  const json: unknown = parse(text, errors, { allowTrailingComma: true });
  const parsed = File.safeParse(json);
  if (errors.length > 0 || !parsed.success) return null;
  const file = parsed.data;
  return {
    image: file.image ?? null,
    build: buildOf(file),
    user: file.remoteUser ?? file.containerUser ?? null,
    port: file.forwardPorts?.map(portOf).find((port) => port !== null) ?? null,
    environment: variables(file.containerEnv),
    unused: UNUSED.filter((key) => Object.hasOwn(Object(json), key)),
    setUp: shellLine(file.postCreateCommand, 'one after the other'),
    // Templates of Codespaces start the server when somebody attaches; others when the container starts.
    devCommand: serverOf(file.postAttachCommand) ?? serverOf(file.postStartCommand),
  };
}

function buildOf({ build, dockerFile, context }: z.infer<typeof File>): Devcontainer['build'] {
  const dockerfile = build?.dockerfile ?? dockerFile;
  if (dockerfile === undefined) return null;
  return {
    dockerfile,
    context: build?.context ?? context ?? '.',
    arguments: variables(build?.args),
    target: build?.target ?? null,
  };
}

/** `${localEnv:…}` would be the machine of whoever opens it, of which there is none here. */
function variables(values: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name) && !value.includes('${'),
    ),
  );
}

/** `3000` or `"localhost:3000"`; `"db:5432"` is another container's. */
function portOf(value: number | string): number | null {
  const port = Number(typeof value === 'number' ? value : /^(?:localhost:|127\.0\.0\.1:)?(\d+)$/.exec(value)?.[1]);
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null;
}

function serverOf(commands: Commands | undefined): string | null {
  if (commands === undefined || typeof commands === 'string' || Array.isArray(commands)) {
    return shellLine(commands, 'one after the other');
  }
  const named = commands.server ?? commands.dev;
  return named === undefined ? shellLine(commands, 'side by side') : shellLine(named, 'side by side');
}

function shellLine(commands: Commands | undefined, several: 'one after the other' | 'side by side'): string | null {
  if (commands === undefined) return null;
  if (typeof commands === 'string') return commands.trim() || null;
  if (Array.isArray(commands)) return commands.length === 0 ? null : commands.map(quoted).join(' ');
  const lines = Object.values(commands).flatMap((command) => shellLine(command, several) ?? []);
  if (lines.length === 0) return null;
  if (lines.length === 1) return lines[0] ?? null;
  return several === 'side by side'
    ? `${lines.map((line) => `(${line}) &`).join(' ')} wait`
    : lines.map((line) => `(${line})`).join(' && ');
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
