import type { TerminalScreen } from './screen.ts';

interface Registered {
  screen: TerminalScreen;
  find: () => void;
}

const screens = new Map<string, Registered>();

/** The mounted screens by their terminal, for commands. Returns how to take it out. */
export function registerScreen(terminalId: string, screen: TerminalScreen, find: () => void): () => void {
  screens.set(terminalId, { screen, find });
  return () => {
    if (screens.get(terminalId)?.screen === screen) screens.delete(terminalId);
  };
}

export const screenOf = (terminalId: string | null): Registered | undefined =>
  terminalId === null ? undefined : screens.get(terminalId);
