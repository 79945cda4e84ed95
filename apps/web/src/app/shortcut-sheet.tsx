import { Dialog } from '../components/dialog.tsx';
import { Kbd } from '../components/kbd.tsx';
import { createStore, useStore } from '../hooks/store.ts';
import { shortcutsOf, useAllCommands } from './commands.ts';

const open = createStore(false);
export const openShortcutSheet = (): void => open.set(true);

export function ShortcutSheet() {
  return (
    <Dialog
      open={useStore(open)}
      onOpenChange={(next) => open.set(next)}
      title="Keyboard shortcuts"
      description="A terminal keeps all keys but those marked with ›_, which lead out of it."
      size="lg"
    >
      <Shortcuts />
    </Dialog>
  );
}

function Shortcuts() {
  const commands = useAllCommands().filter((command) => command.shortcut !== undefined);
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <div className="columns-1 gap-8 sm:columns-2">
      {groups.map((group) => (
        <section key={group} className="mb-5 break-inside-avoid">
          <h3 className="mb-1 font-medium text-faint text-xs">{group}</h3>
          <ul>
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <li key={command.id} className="flex min-h-7 items-center gap-2 border-border/60 border-b">
                  <span className="flex-1">{command.title}</span>
                  {command.inTerminal && (
                    <span className="font-mono text-accent-text text-xs">
                      <span aria-hidden>›_</span>
                      <span className="sr-only">also in the terminal</span>
                    </span>
                  )}
                  <span className="flex flex-wrap justify-end gap-2">
                    {shortcutsOf(command).map((shortcut) => (
                      <Kbd key={shortcut} shortcut={shortcut} />
                    ))}
                  </span>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
