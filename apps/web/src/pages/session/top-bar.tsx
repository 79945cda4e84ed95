import type { Session } from '@craftastic/contract/sessions';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { runCommand } from '../../app/commands.ts';
import { Kbd } from '../../components/kbd.tsx';
import { useStore } from '../../hooks/store.ts';
import { BranchSwitcher } from '../../modules/preview/branch-switcher.tsx';
import { previewOf } from '../../modules/preview/preview-state.ts';

interface TopBarProps {
  session: Session;
  switching: boolean;
  onSwitching: (open: boolean) => void;
  /** Shows the preview pane. */
  onPreview: () => void;
}

/** Where one is, any other branch one step away, and the commands. */
export function TopBar({ session, switching, onSwitching, onPreview }: TopBarProps) {
  const navigate = useNavigate();
  const store = previewOf(session.id);
  const { branch: previewed, view } = useStore(store);
  const environment = useQuery(orpc.environments.get.queryOptions({ input: { id: session.environmentId } })).data;
  return (
    <div className="flex h-9 shrink-0 items-center gap-1 border-b bg-surface px-2">
      <Link
        to="/environments/$environmentId"
        params={{ environmentId: session.environmentId }}
        className="max-w-50 truncate rounded-md px-1.5 py-0.5 text-muted hover:bg-hover hover:text-text"
      >
        {environment?.name ?? '…'}
      </Link>
      <span aria-hidden className="text-faint">
        /
      </span>
      <BranchSwitcher
        environmentId={session.environmentId}
        label={`Branches, on ${session.branch}`}
        text={session.branch}
        own={session.branch}
        branch={previewed ?? session.branch}
        view={view}
        drafts
        onView={(next) => store.set((now) => ({ ...now, view: next }))}
        open={switching}
        onOpenChange={onSwitching}
        onBranch={(branch) => {
          store.set((now) => ({ ...now, branch: branch === session.branch ? null : branch }));
          onPreview();
        }}
        onSession={(sessionId) => void navigate({ to: '/sessions/$sessionId', params: { sessionId } })}
      />
      <span className="flex-1" />
      <button
        type="button"
        onClick={() => runCommand('app.commands')}
        className="flex h-6.5 items-center gap-2 rounded-md border border-border bg-bg px-2 text-muted text-sm transition-colors hover:border-border-strong hover:text-text max-sm:hidden"
      >
        <Search aria-hidden size={13} />
        Commands
        <Kbd shortcut="Mod+Shift+P" className="ml-4" />
      </button>
    </div>
  );
}
