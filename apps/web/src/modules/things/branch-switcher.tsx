import type { BranchContext } from '@craftastic/contract/bindings';
import { Command as Cmdk } from 'cmdk';
import { Check, ChevronDown, GitBranch } from 'lucide-react';
import { useState } from 'react';
import { count } from '../../app/format.ts';
import { Badge, Dot } from '../../components/badge.tsx';
import { buttonClass } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { Popover } from '../../components/popover.tsx';
import { SYNC_STATUS } from './sync-state.tsx';

interface BranchSwitcherProps {
  contexts: readonly BranchContext[];
  branch: string;
  onBranch: (context: BranchContext) => void;
}

/** The branches that a namespace is there in. Those that are gone are told of, and can't be chosen. */
export function BranchSwitcher({ contexts, branch, onBranch }: BranchSwitcherProps) {
  const [open, setOpen] = useState(false);
  const gone = contexts.filter((context) => context.status !== 'active');
  const active = contexts.filter((context) => context.status === 'active');
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Branches"
      className="w-90"
      trigger={
        <button
          type="button"
          aria-label={`Branch ${branch}`}
          className={cn(buttonClass('secondary'), 'min-w-0 shrink')}
        >
          <GitBranch aria-hidden size={14} className="text-muted" />
          <span className="max-w-60 truncate">{branch}</span>
          <ChevronDown aria-hidden size={14} className="text-muted" />
        </button>
      }
    >
      <Cmdk label="Branches" loop>
        <Cmdk.Input
          autoFocus
          placeholder="Find a branch"
          className="h-9 w-full border-b bg-transparent px-3 outline-none placeholder:text-faint"
        />
        <Cmdk.List className="max-h-80 overflow-y-auto p-1">
          <Cmdk.Empty className="px-2 py-4 text-center text-muted">
            No such branch. Branches that match the binding’s patterns appear here.
          </Cmdk.Empty>
          {active.map((context) => (
            <Cmdk.Item
              key={`${context.branch} ${context.incarnation}`}
              value={context.branch}
              onSelect={() => {
                setOpen(false);
                onBranch(context);
              }}
              className="flex min-h-8 select-none items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover"
            >
              <span className="inline-flex w-4 justify-center">
                {context.branch === branch && <Check aria-hidden size={14} className="text-accent-text" />}
              </span>
              <span className="min-w-0 flex-1 truncate">{context.branch}</span>
              {context.isDefault && <Badge>default</Badge>}
              <span className="shrink-0 text-faint text-sm tabular-nums">{count(context.things, 'Thing')}</span>
              <Dot tone={SYNC_STATUS[context.syncStatus].tone} pulse={SYNC_STATUS[context.syncStatus].moving} />
              <span className="sr-only">{SYNC_STATUS[context.syncStatus].word}</span>
            </Cmdk.Item>
          ))}
          {gone.map((context) => (
            <Cmdk.Item
              key={`${context.branch} ${context.incarnation} ${context.status}`}
              value={`${context.branch} ${context.incarnation} ${context.status}`}
              disabled
              className="flex min-h-8 select-none items-center gap-2 rounded-md px-2 text-faint"
            >
              <span className="w-4" />
              <span className="min-w-0 flex-1 truncate">{context.branch}</span>
              <Badge tone={context.status === 'merged' ? 'info' : 'neutral'}>{context.status}</Badge>
            </Cmdk.Item>
          ))}
        </Cmdk.List>
      </Cmdk>
    </Popover>
  );
}
