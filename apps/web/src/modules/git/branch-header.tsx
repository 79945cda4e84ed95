import type { GitStatus } from '@craftastic/contract/git';
import {
  Archive,
  ArrowDown,
  ArrowUp,
  ChevronDown,
  Ellipsis,
  GitBranch,
  GitMerge,
  ListPlus,
  Upload,
} from 'lucide-react';
import { confirm } from '../../components/confirm.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { DropdownMenu, type MenuItem } from '../../components/menu.tsx';
import { Popover } from '../../components/popover.tsx';
import { useStore } from '../../hooks/store.ts';
import { BranchMenu } from './branch-menu.tsx';
import { gitActionsOf } from './git-actions.ts';
import { branchMenuOf } from './git-state.ts';

/** Which branch, how it stands to its upstream, and what else can be done. */
export function BranchHeader({ sessionId, status }: { sessionId: string; status: GitStatus }) {
  const menu = branchMenuOf(sessionId);
  const open = useStore(menu);
  const name = status.branch ?? (status.head === null ? 'no commit yet' : `detached at ${status.head.slice(0, 7)}`);
  const someUnstaged = status.changes.some(({ group }) => group === 'unstaged' || group === 'untracked');
  const git = gitActionsOf(sessionId);
  return (
    <header className="flex h-9 shrink-0 items-center gap-1 border-b pr-1.5 pl-1.5">
      <Popover
        label={open === 'merge' ? 'Merge a branch' : 'Switch branch'}
        open={open !== null}
        onOpenChange={(next) => menu.set(next ? 'switch' : null)}
        trigger={
          <button
            type="button"
            aria-label={`Branch ${name}`}
            className="flex h-7 min-w-0 items-center gap-1.5 rounded-md px-1.5 hover:bg-hover data-[state=open]:bg-hover"
          >
            <GitBranch aria-hidden size={15} className="shrink-0 text-accent-text" />
            <span className="truncate font-semibold">{name}</span>
            <ChevronDown aria-hidden size={14} className="shrink-0 text-faint" />
          </button>
        }
      >
        <BranchMenu sessionId={sessionId} mode={open ?? 'switch'} onDone={() => menu.set(null)} />
      </Popover>
      <UpstreamState status={status} />
      <span className="flex-1" />
      {someUnstaged && <IconButton icon={ListPlus} label="Stage all" onClick={() => void git.stage({ all: true })} />}
      <DropdownMenu items={moreItems(sessionId, status)}>
        <IconButton icon={Ellipsis} label="More git actions" />
      </DropdownMenu>
    </header>
  );
}

function UpstreamState({ status }: { status: GitStatus }) {
  const { ahead, behind, upstream, upstreamGone, branch } = status;
  if (branch === null) return null;
  if (upstream === null || upstreamGone || ahead === null || behind === null) {
    return (
      <span className="shrink-0 rounded-sm bg-hover px-1.5 text-muted text-xs">
        {upstreamGone ? 'gone from the remote' : 'not published'}
      </span>
    );
  }
  return (
    <span
      title={`${ahead} ahead of, ${behind} behind ${upstream}`}
      className="flex shrink-0 items-center gap-1 text-muted text-sm tabular-nums"
    >
      <span className="sr-only">{`${ahead} ahead, ${behind} behind ${upstream}`}</span>
      {ahead > 0 && (
        <span aria-hidden className="inline-flex items-center text-accent-text">
          <ArrowUp size={13} />
          {ahead}
        </span>
      )}
      {behind > 0 && (
        <span aria-hidden className="inline-flex items-center text-info-text">
          <ArrowDown size={13} />
          {behind}
        </span>
      )}
    </span>
  );
}

function moreItems(sessionId: string, status: GitStatus): MenuItem[] {
  const git = gitActionsOf(sessionId);
  const menu = branchMenuOf(sessionId);
  // The menu gives its focus back when it shuts; a popover opened before that would take it for a click outside.
  const openLater = (mode: 'switch' | 'merge') => setTimeout(() => menu.set(mode));
  return [
    { label: 'Switch or create branch…', icon: GitBranch, onSelect: () => openLater('switch') },
    {
      label: 'Merge a branch…',
      icon: GitMerge,
      disabled: status.branch === null || status.operation !== null,
      onSelect: () => openLater('merge'),
    },
    'separator',
    { label: 'Pull with merge', icon: ArrowDown, disabled: !status.upstream, onSelect: () => void git.pull('merge') },
    { label: 'Pull with rebase', icon: ArrowDown, disabled: !status.upstream, onSelect: () => void git.pull('rebase') },
    {
      label: 'Force push…',
      icon: Upload,
      danger: true,
      disabled: !status.upstream,
      onSelect: () =>
        void confirm({
          title: `Overwrite ${status.upstream}?`,
          body: 'The remote branch becomes as yours is. It is refused where someone pushed what you have not fetched yet.',
          action: 'Force push',
          danger: true,
        }).then((yes) => yes && git.push({ forceWithLease: true })),
    },
    'separator',
    {
      label: 'Stash all changes',
      icon: Archive,
      disabled: status.changes.length === 0,
      onSelect: () => void git.stashAll(),
    },
  ];
}
