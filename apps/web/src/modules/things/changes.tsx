import type { ThingsDiff } from '@craftastic/contract/things';
import type { UseQueryResult } from '@tanstack/react-query';
import { ChevronRight, GitCompare } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { count } from '../../app/format.ts';
import { Button } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { type ChangeKind, ChangeLetter } from './changes-by-id.tsx';
import { FieldDiff } from './field-diff.tsx';
import { idBelow } from './thing-list.tsx';

interface ChangesProps {
  ns: string;
  diff: UseQueryResult<ThingsDiff>;
  /** A removed Thing is opened where it is still: in the branch that is compared with. */
  onOpen: (id: string, branch: string) => void;
}

/** What a branch changes against the default one. */
export function Changes({ ns, diff, onOpen }: ChangesProps) {
  if (diff.isPending) return <SkeletonRows rows={6} />;
  if (diff.isError) return <ErrorState error={diff.error} onRetry={() => void diff.refetch()} />;
  const { added, changed, removed, from, to, truncated } = diff.data;
  if (added.length + changed.length + removed.length === 0) {
    return (
      <EmptyState icon={GitCompare} title="No differences">
        {to.branch} has the same Things as {from.branch}.
      </EmptyState>
    );
  }
  return (
    <div className="h-full overflow-y-auto px-4 py-3">
      <p className="mb-3 text-muted">
        {to.branch} against {from.branch}: {count(added.length, 'added Thing')}, {changed.length} changed,{' '}
        {removed.length} removed.
        {truncated && ' There are more; these are the first.'}
      </p>
      <ul aria-label="Changed Things" className="flex flex-col gap-1">
        {changed.map((thing) => (
          <Change key={thing.$id} kind="changed" ns={ns} thing={thing} onOpen={() => onOpen(thing.$id, to.branch)}>
            {thing.fields.map((field) => (
              <FieldDiff key={field.field} field={field.field} from={field.from} to={field.to} />
            ))}
          </Change>
        ))}
        {added.map((thing) => (
          <Change key={thing.$id} kind="added" ns={ns} thing={thing} onOpen={() => onOpen(thing.$id, to.branch)} />
        ))}
        {removed.map((thing) => (
          <Change key={thing.$id} kind="removed" ns={ns} thing={thing} onOpen={() => onOpen(thing.$id, from.branch)} />
        ))}
      </ul>
    </div>
  );
}

interface ChangeProps {
  kind: ChangeKind;
  ns: string;
  thing: { $id: string; name: string };
  onOpen: () => void;
  /** By field; there is none for a Thing that one side lacks. */
  children?: ReactNode;
}

function Change({ kind, ns, thing, onOpen, children }: ChangeProps) {
  const [open, setOpen] = useState(kind === 'changed');
  const foldable = children !== undefined;
  return (
    <li className="rounded-lg border border-border">
      <div className="flex items-center gap-2 px-2 py-1.5">
        {foldable ? (
          <button
            type="button"
            aria-expanded={open}
            aria-label={`Fields of ${thing.name}`}
            onClick={() => setOpen(!open)}
            className="inline-flex size-5.5 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-text"
          >
            <ChevronRight
              aria-hidden
              size={14}
              className={cn('transition-transform duration-75', open && 'rotate-90')}
            />
          </button>
        ) : (
          <span className="w-5.5" />
        )}
        <ChangeLetter kind={kind} />
        <span className="min-w-0 flex-1 truncate">
          <span className={cn('font-medium', kind === 'removed' && 'line-through')}>{thing.name}</span>
          <span className="ml-2 text-muted text-sm">{idBelow(ns, thing.$id)}</span>
        </span>
        <Button variant="ghost" size="sm" aria-label={`Open ${thing.name}`} onClick={onOpen}>
          Open
        </Button>
      </div>
      {foldable && open && <div className="flex flex-col gap-2 px-3 pb-3">{children}</div>}
    </li>
  );
}
