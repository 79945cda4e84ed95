import { useEffect, useMemo } from 'react';
import { createStore, useStore } from '../hooks/store.ts';
import { isTyping, matchesStroke, parseShortcut } from './shortcut.ts';

/** Something the user can do, by name (palette, help sheet) or by keys. */
export interface Command {
  /** `terminal.new`: stable, unique. A later registration of an id replaces the earlier one. */
  id: string;
  title: string;
  group: string;
  /** As in shortcut.ts: `Mod+Shift+P`, or several of them. The first is the one that is shown. */
  shortcut?: string | string[];
  /**
   * Also take the keys from a focused terminal. Only for the few that lead out of it, since every key taken is one
   * that a program in the terminal never sees: F1, Mod+Shift+P, Ctrl+` and Ctrl+Shift+`.
   */
  inTerminal?: boolean;
  /** Whether it applies now; left out of the palette and deaf to its keys while it does not. */
  when?: () => boolean;
  /** Left out of the palette: only keys. */
  hidden?: boolean;
  run: () => void;
}

const registry = createStore<ReadonlyMap<string, Command>>(new Map());

/** Returns how to take it back. */
export function registerCommand(command: Command): () => void {
  registry.set((commands) => new Map(commands).set(command.id, command));
  return () => {
    registry.set((commands) => {
      if (commands.get(command.id) !== command) return commands;
      const rest = new Map(commands);
      rest.delete(command.id);
      return rest;
    });
  };
}

/** Registers commands while the component is mounted, always with the closures of its last render. */
export function useCommands(commands: Command[]): void {
  useEffect(() => {
    const undo = commands.map(registerCommand);
    return () => {
      for (const each of undo) each();
    };
  }, [commands]);
}

/** Those of the page, whether they apply now or not, in order of registration. */
export function useAllCommands(): Command[] {
  const commands = useStore(registry);
  return useMemo(() => [...commands.values()], [commands]);
}

/** Those that apply now. */
export const useApplicableCommands = (): Command[] => useAllCommands().filter((command) => command.when?.() ?? true);

export function runCommand(id: string): void {
  const command = registry.get().get(id);
  if (command && (command.when?.() ?? true)) command.run();
}

export function shortcutOf(id: string): string | undefined {
  return shortcutsOf(registry.get().get(id))[0];
}

export const shortcutsOf = (command: Command | undefined): string[] =>
  command?.shortcut === undefined ? [] : Array.isArray(command.shortcut) ? command.shortcut : [command.shortcut];

/** A chord's second stroke is awaited for so long, as in VS Code. */
const CHORD_MS = 5000;

/**
 * The one listener for keys. It listens in the capture phase, ahead of Monaco and xterm; what no command wants goes on
 * to them untouched.
 */
export function listenForShortcuts(signal: AbortSignal): void {
  let pending: { event: KeyboardEvent; at: number } | null = null;

  window.addEventListener(
    'keydown',
    (event) => {
      if (event.isComposing || ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
      const first = pending && event.timeStamp - pending.at < CHORD_MS ? pending.event : null;
      pending = null;
      const place = placeOf(event.target);
      let begins = false;

      for (const command of [...registry.get().values()].reverse()) {
        if (place === 'terminal' && !command.inTerminal) continue;
        for (const shortcut of shortcutsOf(command)) {
          const [one, two] = parseShortcut(shortcut);
          if (!one || (place !== 'page' && isTyping(one))) continue;
          const hit = two
            ? first !== null && matchesStroke(one, first) && matchesStroke(two, event)
            : first === null && matchesStroke(one, event);
          if (hit && (command.when?.() ?? true)) {
            event.preventDefault();
            event.stopPropagation();
            command.run();
            return;
          }
          begins ||= two !== undefined && first === null && matchesStroke(one, event);
        }
      }
      if (!begins) return;
      pending = { event, at: event.timeStamp };
      // Monaco has chords of its own on Mod+K: it may begin one too, and loses the second stroke only if it is ours.
      if (place !== 'editor') event.preventDefault();
    },
    { capture: true, signal },
  );
}

function placeOf(target: EventTarget | null): 'terminal' | 'editor' | 'field' | 'page' {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('.xterm, [data-terminal]')) return 'terminal';
  if (target.closest('.monaco-editor')) return 'editor';
  return target.closest('input, textarea, select, [contenteditable="true"]') ? 'field' : 'page';
}
