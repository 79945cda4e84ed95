import type { LocalBranch } from '@craftastic/contract/git';
import type { Session } from '@craftastic/contract/sessions';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command as Cmdk } from 'cmdk';
import { Check, Cloud, GitBranch, Plus, SquareArrowOutUpRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { formatAge } from '../../app/format.ts';
import { ErrorLine } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { gitActionsOf } from './git-actions.ts';

interface BranchMenuProps {
  sessionId: string;
  mode: 'switch' | 'merge';
  onDone: () => void;
}

/** Branches by name, the newest first; in `switch` an unknown name is one to create. */
export function BranchMenu({ sessionId, mode, onDone }: BranchMenuProps) {
  const branches = useQuery(orpc.git.branches.queryOptions({ input: { sessionId } }));
  const [text, setText] = useState('');
  const git = gitActionsOf(sessionId);
  const navigate = useNavigate();
  const holder = useHolder(sessionId);
  const name = text.trim().replace(/\s+/g, '-');
  const known = branches.data?.some((branch) => branch.name === name) ?? true;
  const list = matching(branches.data ?? [], text).filter(({ current }) => mode === 'switch' || !current);

  const pick = (branch: LocalBranch) => {
    onDone();
    const other = mode === 'switch' && branch.checkedOutElsewhere ? holder(branch.name) : undefined;
    if (other) void navigate({ to: '/sessions/$sessionId', params: { sessionId: other.id } });
    else if (mode === 'merge') void git.merge(branch.remote ? `origin/${branch.name}` : branch.name);
    else if (!branch.current) void git.switchTo(branch.name);
  };

  return (
    <Cmdk label={mode === 'merge' ? 'Merge a branch' : 'Switch branch'} shouldFilter={false} loop>
      <Cmdk.Input
        autoFocus
        value={text}
        onValueChange={setText}
        placeholder={mode === 'merge' ? 'Merge into this branch…' : 'Find or create a branch…'}
        className="h-9 w-full border-b border-border bg-transparent px-3 outline-none placeholder:text-faint"
      />
      <Cmdk.List className="max-h-80 overflow-y-auto p-1">
        {branches.isPending && <SkeletonRows rows={4} />}
        {branches.isError && <ErrorLine error={branches.error} />}
        {mode === 'switch' && name !== '' && !known && (
          <Item
            value={`create ${name}`}
            onSelect={() => {
              onDone();
              void git.createBranch(name);
            }}
          >
            <Plus aria-hidden size={14} className="shrink-0 text-accent-text" />
            <span className="truncate">
              Create branch <span className="font-semibold">{name}</span>
            </span>
          </Item>
        )}
        {list.map((branch) => (
          <BranchItem
            key={`${branch.remote} ${branch.name}`}
            branch={branch}
            taken={mode === 'switch' && branch.checkedOutElsewhere}
            holder={holder(branch.name)}
            onSelect={() => pick(branch)}
          />
        ))}
        {branches.isSuccess && list.length === 0 && (known || mode === 'merge') && (
          <p className="px-2 py-4 text-center text-muted">No branch of this name</p>
        )}
      </Cmdk.List>
    </Cmdk>
  );
}

/** The other session of the environment that has a branch: git checks a branch out once. */
function useHolder(sessionId: string): (branch: string) => Session | undefined {
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} })).data ?? [];
  const own = sessions.find(({ id }) => id === sessionId);
  return (branch) =>
    sessions.find(
      (each) => each.id !== sessionId && each.environmentId === own?.environmentId && each.branch === branch,
    );
}

interface BranchItemProps {
  branch: LocalBranch;
  /** Checked out elsewhere, so that it can't be here too. */
  taken: boolean;
  holder: Session | undefined;
  onSelect: () => void;
}

function BranchItem({ branch, taken, holder, onSelect }: BranchItemProps) {
  const now = useNow();
  const Icon = branch.current ? Check : taken ? SquareArrowOutUpRight : branch.remote ? Cloud : GitBranch;
  const elsewhere = holder
    ? `Go to its session${holder.name === branch.name ? '' : `, ${holder.name}`}`
    : 'Checked out elsewhere';
  return (
    <Item
      value={`${branch.remote ? 'remote' : 'local'} ${branch.name}`}
      disabled={taken && !holder}
      onSelect={onSelect}
    >
      <Icon aria-hidden size={14} className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <span className="block truncate">
          {branch.name}
          {branch.remote && <span className="text-faint"> on the remote</span>}
        </span>
        <span className="block truncate text-faint text-xs">{taken ? elsewhere : branch.subject}</span>
      </span>
      <span className="shrink-0 text-faint text-xs">{formatAge(branch.committedAt, now)}</span>
    </Item>
  );
}

function Item({
  value,
  disabled = false,
  onSelect,
  children,
}: {
  value: string;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Cmdk.Item
      value={value}
      disabled={disabled}
      onSelect={onSelect}
      className="flex min-h-8 select-none items-center gap-2 rounded-md px-2 py-1 aria-disabled:opacity-50 aria-selected:bg-hover"
    >
      {children}
    </Cmdk.Item>
  );
}

/** Those whose name has all the words, the current one first, then the newest. */
function matching(branches: readonly LocalBranch[], text: string): LocalBranch[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return branches
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .sort(
      (one, other) =>
        Number(other.current) - Number(one.current) || Date.parse(other.committedAt) - Date.parse(one.committedAt),
    );
}
