import { Link } from '@tanstack/react-router';
import { AppWindow, Files, GitBranch, type LucideIcon, Search, Settings, SquareTerminal } from 'lucide-react';
import { shortcutOf } from '../../app/commands.ts';
import { Logo } from '../../components/logo.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { openSettings } from '../../modules/settings/settings-state.ts';
import type { Layout, SideView } from './layout.ts';

interface ActivityBarProps {
  layout: Layout;
  changes: number;
  /** Open ones of the session. */
  ports: number;
  onView: (view: SideView) => void;
  onPreview: () => void;
  onTerminal: () => void;
  onGit: () => void;
}

export function ActivityBar({ layout, changes, ports, onView, onPreview, onTerminal, onGit }: ActivityBarProps) {
  const shows = (view: SideView) => layout.open.side && layout.view === view;
  return (
    <nav aria-label="Views" className="flex w-11 shrink-0 flex-col items-center gap-1 border-r bg-surface py-1.5">
      <Tooltip content="Home" side="right">
        <Link to="/" aria-label="Home" className="mb-1 inline-flex size-9 items-center justify-center rounded-md">
          <Logo size={20} />
        </Link>
      </Tooltip>
      <Activity
        icon={Files}
        label="Explorer"
        command="view.explorer"
        on={shows('explorer')}
        onClick={() => onView('explorer')}
      />
      <Activity
        icon={Search}
        label="Search"
        command="view.search"
        on={shows('search')}
        onClick={() => onView('search')}
      />
      <Activity
        icon={GitBranch}
        label="Git"
        command="view.git"
        on={layout.open.right}
        onClick={onGit}
        count={changes}
      />
      <Activity
        icon={AppWindow}
        label="Preview"
        command="view.preview"
        on={layout.open.preview}
        onClick={onPreview}
        count={ports}
      />
      <Activity
        icon={SquareTerminal}
        label="Terminal"
        command="view.terminal"
        on={layout.open.bottom}
        onClick={onTerminal}
      />
      <div className="flex-1" />
      <Activity icon={Settings} label="Settings" command="app.settings" onClick={() => openSettings()} />
    </nav>
  );
}

interface ActivityProps {
  icon: LucideIcon;
  label: string;
  command: string;
  on?: boolean;
  count?: number;
  onClick: () => void;
}

function Activity({ icon: Icon, label, command, on, count = 0, onClick }: ActivityProps) {
  return (
    <Tooltip content={label} shortcut={shortcutOf(command)} side="right">
      <button
        type="button"
        aria-label={label}
        aria-pressed={on}
        onClick={onClick}
        className="relative inline-flex size-9 items-center justify-center rounded-md text-faint transition-colors before:absolute before:inset-y-2 before:-left-1 before:w-0.5 before:rounded-full hover:text-text aria-pressed:text-text aria-pressed:before:bg-accent"
      >
        <Icon aria-hidden size={20} strokeWidth={1.6} />
        {count > 0 && (
          <span
            aria-hidden
            className="absolute right-0.5 bottom-0.5 min-w-4 rounded-full bg-accent px-1 text-center font-semibold text-[10px] text-on-accent leading-4"
          >
            {count > 99 ? '99+' : count}
          </span>
        )}
      </button>
    </Tooltip>
  );
}
