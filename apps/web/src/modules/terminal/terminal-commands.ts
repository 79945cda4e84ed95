import type { Terminal } from '@craftastic/contract/terminals';
import type { Command } from '../../app/commands.ts';
import { toast } from '../../components/toast.tsx';
import { screenOf } from './screens.ts';
import { screenReaderMode } from './terminal-state.ts';

interface Context {
  terminals: readonly Terminal[];
  activeId: string | null;
  choose(id: string): void;
  create(): void;
  close(id: string): void;
  rename(id: string): void;
}

const group = 'Terminal';

export function terminalCommands({ terminals, activeId, choose, create, close, rename }: Context): Command[] {
  const some = () => activeId !== null;
  const step = (by: number) => {
    const at = terminals.findIndex(({ id }) => id === activeId);
    const next = terminals.at((at + by) % terminals.length);
    if (next) choose(next.id);
  };
  const copyAll = () => {
    const text = screenOf(activeId)?.screen.text();
    if (text === undefined) return;
    navigator.clipboard.writeText(text).then(
      () => toast.done('Copied all output of the terminal'),
      (thrown: unknown) => toast.failed('Could not copy', thrown),
    );
  };
  return [
    {
      id: 'terminal.new',
      title: 'New terminal',
      group,
      shortcut: 'Ctrl+Shift+Backquote',
      inTerminal: true,
      run: create,
    },
    { id: 'terminal.close', title: 'Close terminal', group, when: some, run: () => activeId && close(activeId) },
    { id: 'terminal.rename', title: 'Rename terminal', group, when: some, run: () => activeId && rename(activeId) },
    {
      id: 'terminal.next',
      title: 'Next terminal',
      group,
      shortcut: 'Mod+Alt+PageDown',
      inTerminal: true,
      when: () => terminals.length > 1,
      run: () => step(1),
    },
    {
      id: 'terminal.previous',
      title: 'Previous terminal',
      group,
      shortcut: 'Mod+Alt+PageUp',
      inTerminal: true,
      when: () => terminals.length > 1,
      run: () => step(-1),
    },
    { id: 'terminal.focus', title: 'Focus terminal', group, when: some, run: () => screenOf(activeId)?.screen.focus() },
    { id: 'terminal.find', title: 'Find in terminal', group, when: some, run: () => screenOf(activeId)?.find() },
    { id: 'terminal.clear', title: 'Clear terminal', group, when: some, run: () => screenOf(activeId)?.screen.clear() },
    { id: 'terminal.copyAll', title: 'Copy all output', group, when: some, run: copyAll },
    {
      id: 'terminal.screenReader',
      title: screenReaderMode.get() ? 'Turn off screen reader mode' : 'Turn on screen reader mode',
      group,
      run: () => screenReaderMode.set((on) => !on),
    },
  ];
}
