import { accessSync, constants, statSync } from 'node:fs';

const FALLBACKS = ['/bin/bash', '/usr/bin/bash', '/bin/zsh', '/bin/sh'];

/** The user's shell, else the best there is in this image. */
export function findShell(environment: Record<string, string>): string {
  const wanted = environment.SHELL;
  if (wanted?.startsWith('/') && isProgram(wanted)) return wanted;
  return FALLBACKS.find(isProgram) ?? '/bin/sh';
}

/**
 * Arguments for a prompt, or for a command. Interactive and not a login shell, as terminals on Linux have it: a login
 * shell would read the profile once more and put PATH back to the system's own, without what the image's `ENV` added.
 * A command runs interactively too, so that the user's aliases and PATH apply; sh has no such thing worth having.
 */
export function shellArguments(shell: string, command?: string): string[] {
  if (command === undefined) return ['-i'];
  return /\/(?:bash|zsh|fish)$/.test(shell) ? ['-i', '-c', command] : ['-c', command];
}

/** What a program in a terminal sees: the session's environment, and what kind of terminal it is on. */
export function terminalEnvironment(environment: Record<string, string>, shell: string): Record<string, string> {
  const own: Record<string, string> = { ...environment };
  // Left by a terminal that the server itself may have been started from.
  for (const name of ['TMUX', 'TMUX_PANE', 'STY', 'WINDOW', 'WINDOWID', 'TERMCAP', 'COLUMNS', 'LINES', 'OLDPWD']) {
    delete own[name];
  }
  return {
    LANG: 'C.UTF-8',
    ...own,
    SHELL: shell,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    TERM_PROGRAM: 'craftastic',
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
