import type { Terminal } from '@craftastic/contract/terminals';
import { SquareTerminal, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { cn } from '../../components/cn.ts';
import { ContextMenu } from '../../components/menu.tsx';

interface TerminalTabProps {
  terminal: Terminal;
  active: boolean;
  renaming: boolean;
  onChoose: () => void;
  onClose: () => void;
  onRename: (name: string) => void;
  onRenaming: (renaming: boolean) => void;
  onRestart: () => void;
}

export const tabDomId = (id: string): string => `terminal-tab-${id}`;

export function TerminalTab(props: TerminalTabProps) {
  const { terminal, active, renaming, onChoose, onClose, onRenaming, onRestart } = props;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const failed = terminal.exitCode !== null && terminal.exitCode !== 0;

  return (
    <ContextMenu
      items={[
        { label: 'Rename', shortcut: 'F2', onSelect: () => onRenaming(true) },
        { label: 'Restart', onSelect: onRestart },
        'separator',
        { label: 'Close', onSelect: onClose },
      ]}
    >
      <div
        ref={element}
        className={cn(
          'group relative flex h-full max-w-56 shrink-0 items-center gap-1.5 pr-1 pl-2.5 text-muted hover:text-text',
          active && 'text-text after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-accent',
        )}
      >
        <SquareTerminal
          aria-hidden
          size={14}
          strokeWidth={1.75}
          className={cn('shrink-0', failed && 'text-danger-text')}
        />
        {renaming ? (
          <NameInput {...props} />
        ) : (
          <button
            id={tabDomId(terminal.id)}
            type="button"
            role="tab"
            aria-selected={active}
            title={terminal.title || terminal.name}
            tabIndex={active ? 0 : -1}
            onClick={onChoose}
            onDoubleClick={() => onRenaming(true)}
            onAuxClick={(event) => event.button === 1 && onClose()}
            onKeyDown={(event) => {
              if (event.key === 'F2') onRenaming(true);
              if (event.key === 'Delete') onClose();
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              if (step === undefined) return;
              event.preventDefault();
              const tabs = [
                ...(event.currentTarget.closest('[role="toolbar"]')?.querySelectorAll('[role="tab"]') ?? []),
              ];
              const next = tabs[(tabs.indexOf(event.currentTarget) + step + tabs.length) % tabs.length];
              if (next instanceof HTMLElement) next.focus();
            }}
            className="focus-inset flex h-full min-w-0 items-center gap-1.5 before:absolute before:inset-0"
          >
            <span className="truncate">{terminal.name}</span>
            {terminal.status === 'exited' && (
              <span className={cn('text-xs', failed ? 'text-danger-text' : 'text-faint')}>
                {failed ? `exited ${terminal.exitCode}` : 'ended'}
              </span>
            )}
          </button>
        )}
        <button
          type="button"
          aria-label={`Close ${terminal.name}`}
          onClick={onClose}
          className={cn(
            'focus-inset relative inline-flex size-5 shrink-0 items-center justify-center rounded-sm hover:bg-hover focus-visible:opacity-100 group-hover:opacity-100',
            !active && 'opacity-0',
          )}
        >
          <X aria-hidden size={13} />
        </button>
      </div>
    </ContextMenu>
  );
}

function NameInput({ terminal, onRename, onRenaming }: TerminalTabProps) {
  const [name, setName] = useState(terminal.name);
  const input = useRef<HTMLInputElement>(null);
  const settled = useRef(false);
  useEffect(() => input.current?.select(), []);
  const settle = (keep: boolean) => {
    if (settled.current) return;
    settled.current = true;
    const trimmed = name.trim();
    if (keep && trimmed !== '' && trimmed !== terminal.name) onRename(trimmed);
    onRenaming(false);
  };
  return (
    <input
      ref={input}
      aria-label="Terminal name"
      value={name}
      maxLength={100}
      spellCheck={false}
      onChange={(event) => setName(event.target.value)}
      onBlur={() => settle(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle(true);
        if (event.key === 'Escape') settle(false);
      }}
      className="h-5.5 w-32 rounded-sm border border-border-strong bg-raised px-1 text-text"
    />
  );
}
