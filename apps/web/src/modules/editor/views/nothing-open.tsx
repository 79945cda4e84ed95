import type { Ref } from 'react';
import { runCommand, shortcutsOf, useAllCommands } from '../../../app/commands.ts';
import { Kbd } from '../../../components/kbd.tsx';
import { Logo } from '../../../components/logo.tsx';

const WAYS = [
  { command: 'go.file', label: 'Go to file' },
  { command: 'view.search', label: 'Search in files' },
  { command: 'app.commands', label: 'All commands' },
  { command: 'view.terminal', label: 'Toggle terminal' },
  { command: 'view.git', label: 'Show git panel' },
];

/** An empty editor leads on. `ref` is the list of ways. */
export function NothingOpen({ ref }: { ref: Ref<HTMLUListElement> }) {
  // The frame around it registers its commands after this is first drawn.
  const commands = useAllCommands();
  return (
    <div className="flex h-full flex-col items-center justify-center gap-6 overflow-hidden p-6">
      <span className="text-border-strong opacity-60 grayscale">
        <Logo size={56} />
      </span>
      <ul ref={ref} className="w-72 max-w-full">
        {WAYS.map(({ command, label }) => {
          const [shortcut] = shortcutsOf(commands.find(({ id }) => id === command));
          return (
            <li key={command}>
              <button
                type="button"
                onClick={() => runCommand(command)}
                className="focus-inset flex h-8 w-full items-center justify-between rounded-md px-2 text-muted hover:bg-hover hover:text-text"
              >
                {label}
                {shortcut && <Kbd shortcut={shortcut} />}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
