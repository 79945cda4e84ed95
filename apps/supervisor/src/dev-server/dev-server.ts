import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { contractError } from '@craftastic/contract/contract-error';
import type { DevServer as State } from '@craftastic/contract/dev-server';
import type { Port } from '@craftastic/contract/ports';
import { log } from '../log.ts';
import type { Terminals } from '../terminals/terminals.ts';
import { type DevSettings, devCommand } from './dev-command.ts';
import { DEVCONTAINER_PATHS, parseDevcontainer } from './devcontainer.ts';
import { packageScript } from './package-script.ts';

/** More than any package.json that a person has written. */
const READ_BYTES = 1024 * 1024;
/** Its file changed, its terminal printed, a port opened: told together. */
const CHANGE_MS = 100;

interface Options {
  workspace: string;
  terminals: Terminals;
  ports(): Port[];
  onChange(state: State): void;
}

/** The one program that serves the session's app. It runs in a terminal of its own, whose screen is its log. */
export class DevServer {
  readonly #options: Options;
  #settings: DevSettings = { command: '', port: null };
  #terminalId: string | null = null;
  #told: State | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  configure(settings: DevSettings): void {
    this.#settings = settings;
    this.changed();
  }

  /** Something that the state is made of may have changed. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.state().then(
        (state) => {
          if (isDeepStrictEqual(state, this.#told)) return;
          this.#told = state;
          this.#options.onChange(state);
        },
        (error: unknown) => log('No state of the dev server', { error }),
      );
    }, CHANGE_MS).unref();
  }

  /** Whether a change of these paths may be one of the command. */
  concerns(paths: string[]): boolean {
    return paths.some((path) => path === 'package.json' || DEVCONTAINER_PATHS.includes(path));
  }

  async state(): Promise<State> {
    const { command, source, port: wanted } = await this.#command();
    const terminal = this.#terminal();
    const ports = this.#options.ports();
    const own = ports.find((port) => terminal && port.terminalId === terminal.id)?.port ?? null;
    const port = wanted ?? own;
    return {
      command,
      source,
      running: terminal?.status === 'running',
      exitCode: terminal?.exitCode ?? null,
      terminalId: terminal?.id ?? null,
      port,
      listening: ports.some((found) => found.port === port),
    };
  }

  async start(): Promise<State> {
    const { command } = await this.#command();
    const terminal = this.#terminal();
    if (terminal?.status === 'running') return this.state();
    if (command === null) throw contractError('DEV_COMMAND_UNKNOWN');
    const old = terminal?.id;
    this.#terminalId = this.#options.terminals.create({ name: 'Dev server', columns: 120, rows: 30, command }).id;
    // After the new one is there: whoever shows its log finds the next one at once.
    if (old !== undefined) await this.#options.terminals.remove(old);
    this.changed();
    return this.state();
  }

  /** Its terminal goes with it, and with that all that it started. */
  async stop(): Promise<State> {
    const terminal = this.#terminal();
    this.#terminalId = null;
    if (terminal) await this.#options.terminals.remove(terminal.id);
    this.changed();
    return this.state();
  }

  #terminal() {
    return this.#options.terminals.list().find(({ id }) => id === this.#terminalId);
  }

  async #command() {
    const { workspace } = this.#options;
    if (this.#settings.command.trim() !== '' && this.#settings.port !== null) {
      return devCommand(this.#settings, null, null);
    }
    const [names, manifest, ...devcontainers] = await Promise.all([
      readdir(workspace).catch(() => []),
      readText(join(workspace, 'package.json')),
      ...DEVCONTAINER_PATHS.map((path) => readText(join(workspace, path))),
    ]);
    const devcontainer = devcontainers.find((text) => text !== null);
    return devCommand(
      this.#settings,
      devcontainer ? parseDevcontainer(devcontainer) : null,
      manifest === null ? null : packageScript(manifest, new Set(names)),
    );
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

/** The start of a file; null where there is none. A link out of the worktree gives what a shell there could read too. */
async function readText(path: string): Promise<string | null> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await file.stat()).isFile()) return null;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return null;
  }
}
