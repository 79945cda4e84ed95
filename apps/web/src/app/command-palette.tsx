import { Command as Cmdk } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { overlayClass } from '../components/dialog.tsx';
import { returnFocus } from '../components/focus-return.ts';
import { Kbd } from '../components/kbd.tsx';
import { createStore, useStore } from '../hooks/store.ts';
import { type Command, shortcutsOf, useApplicableCommands } from './commands.ts';

const open = createStore(false);
export const openPalette = (): void => open.set(true);

export const paletteClass =
  'fixed top-[10vh] left-1/2 z-40 w-[min(600px,calc(100vw-32px))] -translate-x-1/2 overflow-hidden rounded-xl border border-border bg-raised shadow-pop outline-none';
export const paletteInputClass =
  'h-11 w-full border-b border-border bg-transparent px-4 text-lg outline-none placeholder:text-faint';
export const paletteItemClass =
  'flex h-8 select-none items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover data-[disabled=true]:opacity-45';

/** Every command that applies here, by name. */
export function CommandPalette() {
  const isOpen = useStore(open);
  const chosen = useRef<Command | null>(null);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(next) => open.set(next)}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClass} />
        <Dialog.Content
          aria-describedby={undefined}
          className={paletteClass}
          // A command runs when the focus is back: it may be about what has it, or put it elsewhere.
          onCloseAutoFocus={(event) => {
            returnFocus(event);
            chosen.current?.run();
            chosen.current = null;
          }}
        >
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <Commands
            onChoose={(command) => {
              chosen.current = command;
              open.set(false);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Commands({ onChoose }: { onChoose: (command: Command) => void }) {
  const commands = useApplicableCommands().filter((command) => !command.hidden && command.id !== 'app.commands');
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <Cmdk label="Commands" loop>
      <Cmdk.Input placeholder="Type a command" className={paletteInputClass} />
      <Cmdk.List className="max-h-[min(440px,60vh)] overflow-y-auto p-1.5">
        <Cmdk.Empty className="px-2 py-6 text-center text-muted">No such command</Cmdk.Empty>
        {groups.map((group) => (
          <Cmdk.Group
            key={group}
            heading={group}
            className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:font-medium **:[[cmdk-group-heading]]:text-faint **:[[cmdk-group-heading]]:text-xs"
          >
            {commands
              .filter((command) => command.group === group)
              .map((command) => {
                const [shortcut] = shortcutsOf(command);
                return (
                  <Cmdk.Item
                    key={command.id}
                    value={command.id}
                    keywords={[command.title, group]}
                    className={paletteItemClass}
                    onSelect={() => onChoose(command)}
                  >
                    <span className="flex-1 truncate">{command.title}</span>
                    {shortcut && <Kbd shortcut={shortcut} />}
                  </Cmdk.Item>
                );
              })}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
    </Cmdk>
  );
}
