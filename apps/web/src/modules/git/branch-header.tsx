import type { GitStatus } from '@craftastic/contract/git';
import {
  Archive,
  ArrowDown,
  ArrowUp,
  ChevronDown,
  CloudOff,
  Ellipsis,
  GitBranch,
  GitMerge,
  ListPlus,
  Upload,
} from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { paletteClass } from '../../app/command-palette.tsx';
import { confirm } from '../../components/confirm.tsx';
import { overlayClass } from '../../components/dialog.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { DropdownMenu, type MenuItem } from '../../components/menu.tsx';
import { Popover } from '../../components/popover.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useStore } from '../../hooks/store.ts';
import { BranchMenu } from './branch-menu.tsx';
import { gitActionsOf } from './git-actions.ts';
import { branchMenuOf } from './git-state.ts';

/** Which branch, how it stands to its upstream, and what else can be done. */
export function BranchHeader({ sessionId, status }: { sessionId: string; status: GitStatus }) {
  const [open, setOpen] = useState(false);
  const name = status.branch ?? (status.head === null ? 'no commit yet' : `detached at ${status.head.slice(0, 7)}`);
  const someUnstaged = status.changes.some(({ group }) => group === 'unstaged' || group === 'untracked');
  const git = gitActionsOf(sessionId);
  return (
    <header className="flex h-9 shrink-0 items-center gap-1 border-b pr-1.5 pl-1.5">
      <Popover
        label="Switch branch"
        open={open}
        onOpenChange={setOpen}
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
        <BranchMenu sessionId={sessionId} mode="switch" onDone={() => setOpen(false)} />
      </Popover>
      <BranchDialog sessionId={sessionId} />
      <UpstreamState status={status} />
      <span className="flex-1" />
      {someUnstaged && <IconButton icon={ListPlus} label="Stage all" onClick={() => void git.stage({ all: true })} />}
      <DropdownMenu items={moreItems(sessionId, status)}>
        <IconButton icon={Ellipsis} label="More git actions" />
      </DropdownMenu>
    </header>
  );
}

/**
 * The same menu, for who comes by a command or another menu. In a dialog: those give the focus back when they shut, and
 * a popover takes that for a click outside.
 */
function BranchDialog({ sessionId }: { sessionId: string }) {
  const menu = branchMenuOf(sessionId);
  const mode = useStore(menu);
  const title = mode === 'merge' ? 'Merge a branch' : 'Switch branch';
  return (
    <Dialog.Root open={mode !== null} onOpenChange={(open) => !open && menu.set(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClass} />
        <Dialog.Content aria-describedby={undefined} className={paletteClass}>
          <Dialog.Title className="sr-only">{title}</Dialog.Title>
          <BranchMenu sessionId={sessionId} mode={mode ?? 'switch'} onDone={() => menu.set(null)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function UpstreamState({ status }: { status: GitStatus }) {
  const { ahead, behind, upstream, upstreamGone, branch } = status;
  if (branch === null) return null;
  if (upstream === null || upstreamGone || ahead === null || behind === null) {
    // A sign and not the words: beside them a branch's name of usual length was cut.
    return (
      <Tooltip content={upstreamGone ? 'Gone from the remote' : 'Not published: Push makes it on the remote'}>
        <span className="flex shrink-0 text-muted">
          <CloudOff aria-hidden size={14} />
          <span className="sr-only">{upstreamGone ? 'gone from the remote' : 'not published'}</span>
        </span>
      </Tooltip>
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
  return [
    { label: 'Switch or create branch…', icon: GitBranch, onSelect: () => menu.set('switch') },
    {
      label: 'Merge a branch…',
      icon: GitMerge,
      disabled: status.branch === null || status.operation !== null,
      onSelect: () => menu.set('merge'),
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
