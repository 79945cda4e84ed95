import { contractError } from '@craftastic/contract/contract-error';
import { newId } from '@craftastic/contract/ids';
import type { Terminal as TerminalInfo } from '@craftastic/contract/terminals';
import { findShell, shellArguments, terminalEnvironment } from './shell.ts';
import { Terminal } from './terminal.ts';

const LIMIT = 32;
/** Changes are told together: a shell sets its title with every prompt and some programs do many times a second. */
const CHANGE_MS = 50;

export interface TerminalsOptions {
  workspace: string;
  environment: Record<string, string>;
  onChange(terminals: TerminalInfo[]): void;
  onActivity(): void;
  onRemove(id: string): void;
}

/** All terminals of the session, in the order they were opened; exited ones stay until they are removed. */
export class Terminals {
  readonly #terminals = new Map<string, Terminal>();
  readonly #options: TerminalsOptions;
  #timer: NodeJS.Timeout | undefined;
  #counter = 0;

  constructor(options: TerminalsOptions) {
    this.#options = options;
  }

  list(): TerminalInfo[] {
    return Array.from(this.#terminals.values(), (terminal) => terminal.info);
  }

  find(id: string): Terminal | undefined {
    return this.#terminals.get(id);
  }

  /** The terminal whose programs are in this session of processes. */
  ofSession(pid: number): string | null {
    for (const terminal of this.#terminals.values()) if (terminal.pid === pid) return terminal.id;
    return null;
  }

  get(id: string): Terminal {
    const terminal = this.#terminals.get(id);
    if (!terminal) throw contractError('NOT_FOUND', { message: 'There is no such terminal; it may have been closed.' });
    return terminal;
  }

  create(input: { name?: string; columns: number; rows: number; command?: string }): TerminalInfo {
    if (this.#terminals.size >= LIMIT) throw contractError('TERMINAL_LIMIT');
    const shell = findShell(this.#options.environment);
    const terminal = new Terminal({
      id: newId(),
      name: input.name ?? `Terminal ${++this.#counter}`,
      file: shell,
      args: shellArguments(shell, input.command),
      environment: terminalEnvironment(this.#options.environment, shell),
      directory: this.#options.workspace,
      columns: input.columns,
      rows: input.rows,
      onChange: () => this.#changed(),
      onActivity: this.#options.onActivity,
    });
    this.#terminals.set(terminal.id, terminal);
    this.#options.onActivity();
    this.#changed();
    return terminal.info;
  }

  rename(id: string, name: string): TerminalInfo {
    const terminal = this.get(id);
    terminal.name = name;
    this.#changed();
    return terminal.info;
  }

  async remove(id: string): Promise<void> {
    const terminal = this.get(id);
    this.#terminals.delete(id);
    this.#options.onRemove(id);
    this.#changed();
    await terminal.remove();
  }

  async close(): Promise<void> {
    const all = [...this.#terminals.values()];
    this.#terminals.clear();
    await Promise.all(all.map((terminal) => terminal.remove()));
    clearTimeout(this.#timer);
  }

  #changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#options.onChange(this.list());
    }, CHANGE_MS);
  }
}
