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

/** Keys that hold where the focus is, and so are no commands. */
const IN_SESSIONS: readonly Keys[] = [
  { title: 'Row above or below', shortcuts: ['ArrowUp', 'ArrowDown'] },
  { title: 'Unfold or fold', shortcuts: ['ArrowRight', 'ArrowLeft'] },
  { title: 'Open', shortcuts: ['Enter'] },
  { title: 'Stage or unstage a file or hunk', shortcuts: ['Space'] },
  { title: 'Delete a file, discard a change', shortcuts: ['Delete'] },
  { title: 'Rename a file', shortcuts: ['F2'] },
  { title: 'Menu of a row', shortcuts: ['Shift+F10'] },
  { title: 'Commit, from the message', shortcuts: ['Mod+Enter'] },
];

interface Keys {
  title: string;
  shortcuts: readonly string[];
  inTerminal?: boolean;
}

function Shortcuts() {
  const commands = useAllCommands();
  const groups = Map.groupBy(
    commands.filter((command) => command.shortcut !== undefined),
    (command) => command.group,
  );
  return (
    <div className="columns-1 gap-8 sm:columns-2">
      {[...groups].map(([group, members]) => (
        <Group
          key={group}
          title={group}
          keys={members.map((command) => ({
            title: command.title,
            shortcuts: shortcutsOf(command),
            inTerminal: command.inTerminal ?? false,
          }))}
        />
      ))}
      {commands.some(({ id }) => id === 'view.git') && <Group title="In trees and lists" keys={IN_SESSIONS} />}
    </div>
  );
}

const Group = ({ title, keys }: { title: string; keys: readonly Keys[] }) => (
  <section className="mb-5 break-inside-avoid">
    <h3 className="mb-1 font-medium text-faint text-xs">{title}</h3>
    <ul>
      {keys.map((each) => (
        <li key={each.title} className="flex min-h-7 items-center gap-2 border-border/60 border-b">
          <span className="flex-1">{each.title}</span>
          {each.inTerminal && (
            <span className="font-mono text-accent-text text-xs">
              <span aria-hidden>›_</span>
              <span className="sr-only">also in the terminal</span>
            </span>
          )}
          <span className="flex flex-wrap justify-end gap-2">
            {each.shortcuts.map((shortcut) => (
              <Kbd key={shortcut} shortcut={shortcut} />
            ))}
          </span>
        </li>
      ))}
    </ul>
  </section>
);
