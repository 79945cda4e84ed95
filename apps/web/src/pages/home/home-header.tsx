import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleHelp, Container, Search, ShieldOff } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { runCommand, shortcutOf } from '../../app/commands.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Badge } from '../../components/badge.tsx';
import { cn } from '../../components/cn.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { Logo } from '../../components/logo.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { openSettings } from '../../modules/settings/settings-state.ts';

/** `wide`: over a page that takes all of the window. */
export function HomeHeader({ wide = false }: { wide?: boolean }) {
  const me = useQuery(orpc.auth.me.queryOptions()).data;
  const name = me?.name ?? me?.login ?? '';
  return (
    <header className="sticky top-0 z-20 border-b bg-bg/90 backdrop-blur">
      <div className={cn('mx-auto flex h-13 items-center gap-3', wide ? 'px-4' : 'max-w-290 px-6')}>
        <Link to="/" className="flex items-center gap-2.5 rounded-md font-semibold text-lg tracking-tight">
          <Logo size={24} />
          Craftastic
        </Link>
        <nav aria-label="Main" className="ml-3 flex items-center gap-1">
          <NavLink to="/">Environments</NavLink>
          <NavLink to="/things">Things</NavLink>
          <NavLink to="/audit">Audit</NavLink>
        </nav>
        <span className="flex-1" />
        <Runtime />
        <button
          type="button"
          onClick={() => runCommand('app.commands')}
          className="flex h-8 items-center gap-2 rounded-md border border-border bg-surface px-2.5 text-muted transition-colors hover:border-border-strong hover:text-text max-sm:hidden"
        >
          <Search aria-hidden size={14} />
          Commands
          <Kbd shortcut="Mod+Shift+P" className="ml-6" />
        </button>
        <IconButton
          icon={CircleHelp}
          label="Keyboard shortcuts"
          shortcut={shortcutOf('app.shortcuts')}
          onClick={() => runCommand('app.shortcuts')}
        />
        <Tooltip content="Settings" shortcut={shortcutOf('app.settings')}>
          <button type="button" aria-label="Settings" onClick={() => openSettings()} className="rounded-full">
            <Avatar name={name} size={28} />
          </button>
        </Tooltip>
      </div>
    </header>
  );
}

const NavLink = ({ to, children }: { to: '/' | '/things' | '/audit'; children: string }) => (
  <Link
    to={to}
    activeOptions={{ exact: true, includeSearch: false }}
    activeProps={{ className: 'bg-hover text-text' }}
    inactiveProps={{ className: 'text-muted hover:bg-hover hover:text-text' }}
    className="rounded-md px-2.5 py-1 font-medium transition-colors"
  >
    {children}
  </Link>
);

/** What sandboxes run in, and why; loud where nothing isolates them. */
function Runtime() {
  const health = useQuery(orpc.auth.health.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data;
  if (!health) return null;
  const local = health.runtime === 'local';
  const open = !health.network.guarded;
  const Icon = local || open ? ShieldOff : Container;
  return (
    <Tooltip content={local ? health.runtimeReason : `${health.runtimeReason} ${health.network.reason}`}>
      <Badge tone={local || open ? 'warning' : 'neutral'}>
        <Icon aria-hidden size={12} />
        {local ? 'No isolation' : open ? 'Docker, open network' : 'Docker'}
      </Badge>
    </Tooltip>
  );
}
