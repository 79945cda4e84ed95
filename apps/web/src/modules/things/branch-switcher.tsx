import type { BranchContext, Draft } from '@craftastic/contract/bindings';
import { Command as Cmdk } from 'cmdk';
import { Check, ChevronDown, GitBranch, PencilLine } from 'lucide-react';
import { useState } from 'react';
import { count } from '../../app/format.ts';
import { Badge, Dot } from '../../components/badge.tsx';
import { buttonClass } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { Popover } from '../../components/popover.tsx';
import { SYNC_STATUS } from './sync-state.tsx';

interface BranchSwitcherProps {
  contexts: readonly BranchContext[];
  drafts: readonly Draft[];
  branch: string;
  /** The one that is looked at, in place of a branch. */
  draft: Draft | undefined;
  onBranch: (context: BranchContext) => void;
  onDraft: (draft: Draft) => void;
  onOpen: () => void;
}

/** The branches that a namespace is there in, and what sessions have of it. Branches that are gone can't be chosen. */
export function BranchSwitcher({ contexts, drafts, branch, draft, onBranch, onDraft, onOpen }: BranchSwitcherProps) {
  const [open, setOpen] = useState(false);
  const gone = contexts.filter((context) => context.status !== 'active');
  const active = contexts.filter((context) => context.status === 'active');
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) onOpen();
      }}
      label="Branches"
      className="w-90"
      trigger={
        <button
          type="button"
          aria-label={draft ? `Branch ${draft.branch}, draft of ${draft.session.name}` : `Branch ${branch}`}
          className={cn(buttonClass('secondary'), 'min-w-0 shrink')}
        >
          {draft ? (
            <PencilLine aria-hidden size={14} className="text-warning-text" />
          ) : (
            <GitBranch aria-hidden size={14} className="text-muted" />
          )}
          <span className="max-w-60 truncate">{draft ? `Draft · ${draft.session.name}` : branch}</span>
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
                {!draft && context.branch === branch && <Check aria-hidden size={14} className="text-accent-text" />}
              </span>
              <span className="min-w-0 flex-1 truncate">{context.branch}</span>
              {context.isDefault && <Badge>default</Badge>}
              <span className="shrink-0 text-faint text-sm tabular-nums">{count(context.things, 'Thing')}</span>
              <Dot tone={SYNC_STATUS[context.syncStatus].tone} pulse={SYNC_STATUS[context.syncStatus].moving} />
              <span className="sr-only">{SYNC_STATUS[context.syncStatus].word}</span>
            </Cmdk.Item>
          ))}
          {drafts.length > 0 && (
            <Cmdk.Group
              heading="Drafts, before any push"
              className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:font-medium **:[[cmdk-group-heading]]:text-faint **:[[cmdk-group-heading]]:text-xs"
            >
              {drafts.map((each) => (
                <Cmdk.Item
                  key={each.session.id}
                  value={`draft ${each.session.name} ${each.branch} ${each.session.id}`}
                  onSelect={() => {
                    setOpen(false);
                    onDraft(each);
                  }}
                  className="flex min-h-8 select-none items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover"
                >
                  <span className="inline-flex w-4 justify-center">
                    {draft?.session.id === each.session.id && (
                      <Check aria-hidden size={14} className="text-accent-text" />
                    )}
                  </span>
                  <Badge tone="warning">draft</Badge>
                  <span className="min-w-0 flex-1 truncate">
                    {each.session.name}
                    {each.session.name !== each.branch && <span className="text-muted"> on {each.branch}</span>}
                  </span>
                  {each.uncommitted > 0 && (
                    <span className="shrink-0 text-faint text-sm tabular-nums">{each.uncommitted} uncommitted</span>
                  )}
                  <Dot tone={SYNC_STATUS[each.syncStatus].tone} pulse={SYNC_STATUS[each.syncStatus].moving} />
                  <span className="sr-only">{SYNC_STATUS[each.syncStatus].word}</span>
                </Cmdk.Item>
              ))}
            </Cmdk.Group>
          )}
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
