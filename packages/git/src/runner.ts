import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { pathToBytes } from '@craftastic/contract/git-path';
import type { Progress } from '@craftastic/contract/progress';
import { simpleGit } from 'simple-git';
import { type EnvironmentOptions, gitEnvironment } from './environment.ts';
import { failureOf } from './failure.ts';
import { GitError } from './git-error.ts';
import { type FailedHook, traceHooks } from './hook-trace.ts';
import { ProgressMeter, type Weights } from './progress-meter.ts';

export interface RunOptions {
  /** Exit codes that are an answer and no failure; 0 when left out. */
  expect?: readonly number[];
  input?: string | Uint8Array;
  /** Contract paths, given to git after `--` byte by byte. At most some hundred; more belong on stdin. */
  paths?: readonly string[];
  signal?: AbortSignal;
  config?: readonly (readonly [string, string])[];
  environment?: Record<string, string>;
  /** The command writes: it may take the index lock. */
  write?: boolean;
  /** Stop git once it wrote so many bytes; the result says so by `truncated`. */
  maxBytes?: number;
}

export interface Output {
  exitCode: number;
  stdout: Buffer;
  stderr: string;
  truncated: boolean;
}

export interface RemoteOptions {
  expect?: readonly number[];
  signal?: AbortSignal | undefined;
  config?: readonly (readonly [string, string])[];
  weights: Weights;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** What git is started with: where, and in which environment. */
export interface GitOptions {
  directory: string;
  environment: Record<string, string | undefined>;
  /** In force for every command of this runner. */
  config?: readonly (readonly [string, string])[];
  /** As {@link gitEnvironment} has them. */
  protocols?: readonly string[];
  /** Turns what git says for a person into what they know: the proxy's address into the remote's. */
  rewriteOutput?: (text: string) => string;
  objects?: NonNullable<EnvironmentOptions['objects']>;
  index?: string;
  /** Before every command: `--git-dir=…`. */
  where?: readonly string[];
}

/**
 * The one place that starts git. `run` is for answers that hold paths or contents, which are bytes; `remote` is for
 * talk with a remote, by simple-git, with progress and abort.
 *
 * Rejected: simple-git for everything. It decodes output as UTF-8, which loses file names, and waits 50 ms after a
 * command that wrote nothing, such as most that write the index.
 */
export class Git {
  readonly directory: string;
  readonly #options: GitOptions;
  #gitDirectories: Promise<{ own: string; common: string }> | undefined;

  constructor(options: GitOptions) {
    this.directory = options.directory;
    this.#options = options;
  }

  /** The same runner with more in its environment, such as the author of a commit. */
  with(environment: Record<string, string>, config: readonly (readonly [string, string])[] = []): Git {
    return new Git({
      ...this.#options,
      environment: { ...this.#options.environment, ...environment },
      config: [...(this.#options.config ?? []), ...config],
    });
  }

  /** The same runner, to talk to remotes by other protocols. */
  over(...protocols: string[]): Git {
    return new Git({ ...this.#options, protocols });
  }

  in(directory: string): Git {
    return new Git({ ...this.#options, directory });
  }

  /** The same runner on other objects than the repository's, and on those of `alternate` where there is one. */
  withObjects(directory: string, alternate: string | null = null): Git {
    return new Git({ ...this.#options, objects: { directory, alternate } });
  }

  /** The same runner on another index than the worktree's. */
  withIndex(index: string): Git {
    return new Git({ ...this.#options, index });
  }

  /** The same runner in another git directory than the worktree's, by arguments that come before every command. */
  where(where: readonly string[]): Git {
    return new Git({ ...this.#options, where });
  }

  /** Output of a command in bytes. Throws {@link GitError}. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Output> {
    const failed = options.write ? await traceHooks() : undefined;
    try {
      const output = await this.#spawn(args, options, failed?.file);
      if (!(options.expect ?? [0]).includes(output.exitCode) && !output.truncated) {
        throw this.#failure(args, output, await failed?.failedHook());
      }
      return output;
    } finally {
      await failed?.[Symbol.asyncDispose]();
    }
  }

  /** Output of a command as text, without its last newline. */
  async text(args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { stdout } = await this.run(args, options);
    return stdout.toString('utf8').replace(/\n$/, '');
  }

  /** A command that talks to a remote, with its progress in one percentage. */
  async remote(args: readonly string[], options: RemoteOptions): Promise<Output> {
    await using hooks = await traceHooks();
    const meter = new ProgressMeter(options.weights);
    const result: Output = { exitCode: -1, stdout: Buffer.alloc(0), stderr: '', truncated: false };
    const environment = gitEnvironment({
      directory: this.directory,
      base: this.#options.environment,
      config: [...(this.#options.config ?? []), ...(options.config ?? [])],
      ...(this.#options.protocols ? { protocols: this.#options.protocols } : {}),
      locks: true,
      traceFile: hooks.file,
    });
    const git = simpleGit({
      baseDir: this.directory,
      // What simple-git calls unsafe is unsafe in the hands of a user; here it is our own environment, made above.
      allowEnvironment: Object.keys(environment),
      unsafe: {
        allowUnsafeConfigEnvCount: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeExec: true,
        allowUnsafeAskPass: true,
        allowUnsafeEditor: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeHooksPath: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeCredentialHelper: true,
        allowUnsafeGpgProgram: true,
      },
      ...(options.signal ? { abort: options.signal } : {}),
      // Called for success and failure alike; the exit code decides below.
      errors: (_error, { exitCode, stdOut, stdErr }) => {
        result.exitCode = exitCode;
        result.stdout = Buffer.concat(stdOut);
        result.stderr = Buffer.concat(stdErr).toString('utf8');
        return undefined;
      },
    })
      .env(environment)
      .outputHandler((_command, _stdout, stderr) => {
        stderr.on('data', (chunk: Buffer) => {
          const progress = meter.push(chunk.toString('utf8'));
          if (progress) options.onProgress?.(progress);
        });
      });
    await git.raw([...args]);
    if (options.signal?.aborted) throw new GitError('CANCELLED');
    // A hook that says no is a failure, whatever its exit code means otherwise.
    const hook = result.exitCode === 0 ? null : await hooks.failedHook();
    if (hook || !(options.expect ?? [0]).includes(result.exitCode)) throw this.#failure(args, result, hook);
    return { ...result, stderr: this.#rewrite(result.stderr) };
  }

  /** A command that is talked with while it runs. It only reads; whoever starts it ends it, at the latest by `signal`. */
  open(args: readonly string[], signal: AbortSignal): ChildProcessWithoutNullStreams {
    const env = gitEnvironment({
      directory: this.directory,
      base: this.#options.environment,
      config: this.#options.config ?? [],
      ...(this.#options.objects ? { objects: this.#options.objects } : {}),
    });
    return spawn('git', [...args], { cwd: this.directory, env, stdio: 'pipe', signal });
  }

  /** Absolute paths: of this worktree's own git directory, and of the one that all worktrees share. */
  gitDirectories(): Promise<{ own: string; common: string }> {
    this.#gitDirectories ??= this.text(['rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir']).then(
      (text) => {
        const [own = '', common = own] = text.split('\n');
        return { own, common };
      },
    );
    this.#gitDirectories.catch(() => {
      this.#gitDirectories = undefined;
    });
    return this.#gitDirectories;
  }

  #rewrite(text: string): string {
    return this.#options.rewriteOutput?.(text) ?? text;
  }

  #failure(args: readonly string[], output: Output, hook: FailedHook | null | undefined): GitError {
    return failureOf({
      // What comes before the verb is where git works.
      verb: args.find((arg) => !arg.startsWith('-')) ?? '',
      exitCode: output.exitCode,
      stdout: output.stdout.toString('utf8'),
      stderr: this.#rewrite(output.stderr),
      hook: hook?.name ?? null,
    });
  }

  #spawn(args: readonly string[], options: RunOptions, traceFile: string | undefined): Promise<Output> {
    const { promise, resolve, reject } = Promise.withResolvers<Output>();
    if (options.signal?.aborted) throw new GitError('CANCELLED');
    const { command, argv, input } = commandLine([...(this.#options.where ?? []), ...args], options);
    const child = spawn(command, argv, {
      cwd: this.directory,
      env: {
        ...gitEnvironment({
          directory: this.directory,
          base: this.#options.environment,
          config: [...(this.#options.config ?? []), ...(options.config ?? [])],
          locks: options.write ?? false,
          literalPaths: options.paths !== undefined || args.includes(PATHSPEC_FROM_STDIN[0]),
          ...(traceFile === undefined ? {} : { traceFile }),
          ...(this.#options.objects ? { objects: this.#options.objects } : {}),
          ...(this.#options.index ? { index: this.#options.index } : {}),
        }),
        ...options.environment,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    let truncated = false;
    // SIGTERM lets git remove its lock files; SIGKILL would leave them behind.
    const stop = () => child.kill('SIGTERM');
    options.signal?.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      if (truncated) return;
      size += chunk.length;
      stdout.push(chunk);
      if (options.maxBytes !== undefined && size > options.maxBytes) {
        truncated = true;
        stop();
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 4096) stderr.push(chunk);
    });
    // A git that ends early closes its stdin; its exit code says why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === 'ENOENT' ? 'Git, or the folder it should work in, is missing in this sandbox.' : undefined;
      reject(new GitError('GIT_FAILED', { data: { output: cause.message }, ...(message ? { message } : {}) }));
    });
    child.on('close', (code) => {
      options.signal?.removeEventListener('abort', stop);
      if (options.signal?.aborted) return reject(new GitError('CANCELLED'));
      resolve({
        exitCode: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
        truncated,
      });
    });
    return promise;
  }
}

/**
 * Node gives arguments to a process as UTF-8, so a name of other bytes can't be one. Then `xargs -0` reads it from
 * stdin and passes it on as it is.
 */
function commandLine(args: readonly string[], options: RunOptions) {
  const paths = options.paths ?? [];
  const isPlain = paths.every((path) => !/[\uEF80-\uEFFF]/.test(path));
  if (paths.length === 0) return { command: 'git', argv: [...args], input: options.input };
  if (isPlain) return { command: 'git', argv: [...args, '--', ...paths], input: options.input };
  return { command: 'xargs', argv: ['-0', 'git', ...args, '--'], input: pathspecInput(paths) };
}

/** Contract paths as `--pathspec-from-file=- --pathspec-file-nul` reads them. */
export function pathspecInput(paths: readonly string[]): Buffer {
  return Buffer.concat(paths.flatMap((path) => [pathToBytes(path), NUL]));
}
const NUL = Buffer.from([0]);

export const PATHSPEC_FROM_STDIN = ['--pathspec-from-file=-', '--pathspec-file-nul'] as const;
