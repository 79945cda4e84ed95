import { dirname } from 'node:path';

/**
 * The environment of every git we start. Rules of the user's own configuration stay in force where they are a matter
 * of taste; what is set here is what a repository must not decide.
 */
const CONFIG: readonly (readonly [string, string])[] = [
  // The worktree is mounted into a container: its owner need not be the one that git runs as.
  ['safe.directory', '*'],
  // A daemon of git's own, started by a setting of the repository, would outlive the command.
  ['core.fsmonitor', 'false'],
  // Sessions share one object store: only the repository sandbox collects garbage.
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['advice.detachedHead', 'false'],
  ['color.ui', 'false'],
  ['core.quotePath', 'false'],
];

/**
 * `ext::` runs a command, `file` reads what the sandbox sees, `ssh` has no credentials here. By the variable and not by
 * `protocol.allow`, over which the repository's own `protocol.ext.allow` would win.
 */
const PROTOCOLS = ['http', 'https'];

export interface EnvironmentOptions {
  /** Of the repository. Above it none is looked for: a worktree that is not made yet lies below its bare repository. */
  directory?: string;
  /** Of the sandbox: PATH, HOME, and what leads git to the credential proxy. */
  base: Record<string, string | undefined>;
  config?: readonly (readonly [string, string])[];
  /** Reads must not write the index: they would fight with a git in the terminal, and wake the watcher. */
  locks?: boolean;
  /** For commands that get paths from us. Never where hooks run: they may well use patterns themselves. */
  literalPaths?: boolean;
  /** The only ones by which git may talk to a remote; http and https when left out. */
  protocols?: readonly string[];
  /** A file that git appends its trace to, as JSON lines. */
  traceFile?: string;
  /** In place of the repository's own objects, as of a push that is not accepted yet; `alternate` is read too. */
  objects?: { directory: string; alternate: string | null };
  /** In place of the worktree's own index. */
  index?: string;
}

/** Variables that would lead git to another repository, or into a program that waits for a person. */
const DROPPED = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_PAGER',
  'GIT_EXTERNAL_DIFF',
  'GIT_CONFIG_PARAMETERS',
  'SSH_ASKPASS',
  'PAGER',
  'EDITOR',
  'VISUAL',
];

export function gitEnvironment(options: EnvironmentOptions): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.base)) {
    if (value !== undefined && !DROPPED.includes(name)) environment[name] = value;
  }
  if (options.directory !== undefined) environment.GIT_CEILING_DIRECTORIES = dirname(options.directory);
  environment.LC_ALL = 'C.UTF-8';
  environment.LANGUAGE = 'en';
  environment.GIT_TERMINAL_PROMPT = '0';
  // Empty, so that no other askpass program is looked for: a missing credential fails at once.
  environment.GIT_ASKPASS = '';
  environment.GIT_ALLOW_PROTOCOL = (options.protocols ?? PROTOCOLS).join(':');
  environment.GIT_EDITOR = ':';
  environment.GIT_SEQUENCE_EDITOR = ':';
  environment.GIT_OPTIONAL_LOCKS = options.locks ? '1' : '0';
  if (options.literalPaths) environment.GIT_LITERAL_PATHSPECS = '1';
  if (options.traceFile) environment.GIT_TRACE2_EVENT = options.traceFile;
  if (options.index) environment.GIT_INDEX_FILE = options.index;
  if (options.objects) {
    environment.GIT_OBJECT_DIRECTORY = options.objects.directory;
    if (options.objects.alternate !== null) environment.GIT_ALTERNATE_OBJECT_DIRECTORIES = options.objects.alternate;
  }
  const config = [...CONFIG, ...(options.config ?? [])];
  environment.GIT_CONFIG_COUNT = String(config.length);
  config.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return environment;
}
