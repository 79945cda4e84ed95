import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Command as Cmdk } from 'cmdk';
import { ArrowDown, ArrowUp, Check, ChevronDown, GitBranch } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Badge, Dot, type Tone } from '../../components/badge.tsx';
import { buttonClass } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { Popover } from '../../components/popover.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { SESSION_STATUS } from '../sessions/session-status.ts';
import { shortNs } from '../things/namespace-rows.ts';
import { type BranchRow, branchRows, matching } from './branch-rows.ts';
import { likelyNext, type PreviewState } from './preview-state.ts';
import { ViewSwitch } from './view-switch.tsx';

export interface BranchSwitcherProps {
  environmentId: string;
  /** The button's accessible name. */
  label: string;
  /** What the button shows, where that isn't the branch chosen. */
  text?: string;
  /** The branch of the session that is open around it, if any. */
  own: string | null;
  branch: string;
  view: PreviewState['view'];
  /** Where drafts can be shown: a branch whose content only its session has, so far, is offered too. */
  drafts?: boolean;
  /** Left out where the view is chosen elsewhere. */
  onView?: (view: PreviewState['view']) => void;
  onBranch: (branch: string) => void;
  onSession?: (sessionId: string) => void;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string;
}

/** A branch that is only passed by on the way to another is not loaded. */
const LIKELY_MS = 60;

/**
 * Every branch with what can be seen of it. Enter shows the branch; Mod+Enter goes to its session. Shows the same
 * wherever it stands: in the preview, in the bar above the session, on the page that compares.
 */
export function BranchSwitcher(props: BranchSwitcherProps) {
  const [isOpen, setOpen] = useState(false);
  const { label, branch, text = branch, open = isOpen, onOpenChange = setOpen, className } = props;
  return (
    <Popover
      open={open}
      onOpenChange={onOpenChange}
      label="Branches"
      className="w-115"
      trigger={
        <button
          type="button"
          aria-label={label}
          className={cn(buttonClass('ghost'), 'min-w-0 shrink justify-start text-text', className)}
        >
          <GitBranch aria-hidden size={14} className="text-muted" />
          <span className="max-w-60 truncate">{text}</span>
          <ChevronDown aria-hidden size={14} className="text-muted" />
        </button>
      }
    >
      <Branches {...props} onClose={() => onOpenChange(false)} />
    </Popover>
  );
}

function Branches({
  environmentId,
  own,
  branch,
  view,
  drafts = false,
  onView,
  onBranch,
  onSession,
  onClose,
}: BranchSwitcherProps & { onClose: () => void }) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [highlighted, setHighlighted] = useState(branch);
  const branches = useQuery(orpc.previews.branches.queryOptions({ input: { environmentId }, staleTime: 0 }));
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} })).data;
  const rows = useMemo(
    () => branchRows(branches.data ?? [], sessions ?? [], environmentId),
    [branches.data, sessions, environmentId],
  );
  // Whoever is chosen next is shown by these at once; that session's own events then say how it is.
  useEffect(() => {
    for (const { session } of branches.data ?? []) {
      if (session?.status !== 'running') continue;
      const key = orpc.ports.list.queryKey({ input: { sessionId: session.id } });
      queries.setQueryData(key, (known) => known ?? { ports: session.ports, seen: true });
    }
  }, [branches.data, queries]);
  useEffect(() => () => likelyNext.set(null), []);
  const shown = matching(view === 'content' ? rows.filter((row) => hasContent(row, drafts)) : rows, typed);
  // The one that is left of what was typed is meant.
  const wait = typed !== '' && shown.length === 1 ? 0 : LIKELY_MS;
  useEffect(() => {
    const timer = setTimeout(() => likelyNext.set({ environmentId, branch: highlighted }), wait);
    return () => clearTimeout(timer);
  }, [environmentId, highlighted, wait]);
  const act = (what: () => void) => {
    onClose();
    what();
  };
  const goToSession = () => {
    const session = rows.find(({ name }) => name === highlighted)?.session;
    if (session && onSession) act(() => onSession(session.id));
  };

  return (
    <Cmdk
      label="Branches"
      shouldFilter={false}
      loop
      value={highlighted}
      onValueChange={setHighlighted}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        goToSession();
      }}
    >
      <div className="flex items-center gap-2 border-b pr-2">
        <Cmdk.Input
          autoFocus
          value={typed}
          onValueChange={setTyped}
          placeholder="Find a branch"
          className="h-9.5 min-w-0 flex-1 bg-transparent px-3 outline-none placeholder:text-faint"
        />
        {onView && <ViewSwitch view={view} onView={onView} />}
      </div>
      <Cmdk.List className="max-h-96 overflow-y-auto p-1" aria-busy={branches.isPending}>
        {branches.isPending && <SkeletonRows rows={4} />}
        {branches.isError && (
          <ErrorState error={branches.error} onRetry={() => void branches.refetch()} className="h-auto" />
        )}
        {branches.isSuccess && (
          <Cmdk.Empty className="px-2 py-5 text-center text-muted">
            {view === 'content' && typed === ''
              ? 'No branch has content here: bind a folder in Things.'
              : 'No such branch'}
          </Cmdk.Empty>
        )}
        {shown.map((row) => (
          <Row
            key={row.name}
            row={row}
            view={view}
            current={row.name === branch}
            own={row.name === own}
            // A finger has no cursor, and a button that goes down comes up a tenth of a second later.
            onPress={() => likelyNext.set({ environmentId, branch: row.name })}
            onSelect={() => act(() => onBranch(row.name))}
          />
        ))}
      </Cmdk.List>
      <footer className="flex items-center gap-4 border-t px-3 py-1.5 text-muted text-xs">
        <span className="inline-flex items-center gap-1.5">
          <Kbd shortcut="Enter" /> show
        </span>
        {onSession && (
          <span className="inline-flex items-center gap-1.5">
            <Kbd shortcut="Mod+Enter" /> go to its session
          </span>
        )}
      </footer>
    </Cmdk>
  );
}

const hasContent = ({ contexts, drafts }: BranchRow, withDrafts: boolean): boolean =>
  contexts.some(({ status }) => status === 'active') || (withDrafts && drafts.length > 0);

/** The content of a branch in words: where it has none that was pushed, its session's draft. */
function contentOf({ contexts, drafts }: BranchRow): { text: string; tone: Tone; pulse: boolean } {
  const active = contexts.filter(({ status }) => status === 'active');
  if (active.length === 0) return { text: `${namesOf(drafts)} · not pushed yet`, tone: 'neutral', pulse: false };
  const pending = active.some(({ synced }) => !synced);
  return { text: namesOf(active.map(({ ns }) => ns)), tone: pending ? 'warning' : 'success', pulse: pending };
}

const namesOf = (namespaces: readonly string[]): string => namespaces.map(shortNs).join(', ');

function stateOf({ session, ports }: BranchRow): { word: string; tone: Tone; pulse: boolean } {
  if (!session) return { word: 'No session', tone: 'neutral', pulse: false };
  const { word, tone, moving } = SESSION_STATUS[session.status];
  return { word: ports.length > 0 ? `${word} on ${ports.join(', ')}` : word, tone, pulse: moving };
}

interface RowProps {
  row: BranchRow;
  view: PreviewState['view'];
  current: boolean;
  own: boolean;
  onPress: () => void;
  onSelect: () => void;
}

function Row({ row, view, current, own, onPress, onSelect }: RowProps) {
  const { word, tone, pulse } = stateOf(row);
  const content = contentOf(row);
  return (
    <Cmdk.Item
      value={row.name}
      onPointerDown={onPress}
      onSelect={onSelect}
      className="flex min-h-11 select-none items-center gap-2.5 rounded-md px-2 py-1 data-[selected=true]:bg-hover"
    >
      <span className="inline-flex w-4 shrink-0 justify-center">
        {current && <Check aria-hidden size={14} className="text-accent-text" />}
        {current && <span className="sr-only">shown</span>}
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{row.name}</span>
          {row.isDefault && <Badge>default</Badge>}
          {own && <Badge tone="accent">this session</Badge>}
        </span>
        <span className="flex items-center gap-1.5 text-muted text-sm">
          {view === 'app' ? (
            <>
              {row.session ? (
                <Dot tone={tone} pulse={pulse} />
              ) : (
                <span aria-hidden className="size-2 rounded-full border border-border-strong" />
              )}
              <span className="truncate">{word}</span>
            </>
          ) : (
            <>
              <Dot tone={content.tone} pulse={content.pulse} />
              <span className="truncate">{content.text}</span>
            </>
          )}
        </span>
      </span>
      <Distance ahead={row.ahead} behind={row.behind} />
    </Cmdk.Item>
  );
}

/** Commits ahead of and behind the default branch. */
function Distance({ ahead, behind }: { ahead: number | null; behind: number | null }) {
  if (!ahead && !behind) return null;
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5 text-faint text-xs tabular-nums">
      <span className="sr-only">{`${ahead ?? 0} ahead, ${behind ?? 0} behind the default branch`}</span>
      {ahead ? (
        <span aria-hidden className="inline-flex items-center">
          <ArrowUp size={11} />
          {ahead}
        </span>
      ) : null}
      {behind ? (
        <span aria-hidden className="inline-flex items-center">
          <ArrowDown size={11} />
          {behind}
        </span>
      ) : null}
    </span>
  );
}
