import type { ThingsDiff } from '@craftastic/contract/things';
import type { UseQueryResult } from '@tanstack/react-query';
import { ChevronRight, GitCompare } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { count } from '../../app/format.ts';
import { Button } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { type ChangeKind, ChangeLetter } from './changes-by-id.tsx';
import { FieldDiff } from './field-diff.tsx';
import { idBelow } from './thing-list.tsx';

interface ChangesProps {
  ns: string;
  diff: UseQueryResult<ThingsDiff>;
  /** Of the sides, where they are not called by their branches. */
  names?: { from: string; to: string } | undefined;
  /** What it may be compared with, where there is a choice: branches. */
  against: readonly string[];
  onAgainst: (branch: string) => void;
  /** A removed Thing is opened where it is still: on the side that is compared with. */
  onOpen: (id: string, side: ThingsDiff['from']) => void;
}

/** What a branch, or a draft, changes against another branch. */
export function Changes({ ns, diff, names, against, onAgainst, onOpen }: ChangesProps) {
  const other = diff.data?.from.branch;
  return (
    <div className="flex h-full min-h-0 flex-col">
      {against.length > 1 && other !== undefined && (
        <div className="flex shrink-0 items-center gap-2 px-4 pt-3">
          <span className="text-muted">Against</span>
          <Select
            label="Compare with"
            value={other}
            onChange={onAgainst}
            options={against.map((branch) => ({ value: branch, label: branch }))}
            className="w-60"
          />
        </div>
      )}
      <div className="min-h-0 flex-1">
        <Differences ns={ns} diff={diff} names={names} onOpen={onOpen} />
      </div>
    </div>
  );
}

const nameOf = ({ branch, session }: ThingsDiff['from']): string =>
  session === null ? branch : `the draft of ${branch}`;

/** What two branches differ in, each change field by field. */
export function Differences({ ns, diff, names, onOpen }: Pick<ChangesProps, 'ns' | 'diff' | 'names' | 'onOpen'>) {
  if (diff.isPending) return <SkeletonRows rows={6} />;
  if (diff.isError) return <ErrorState error={diff.error} onRetry={() => void diff.refetch()} />;
  const { added, changed, removed, from, to, truncated } = diff.data;
  const [fromName, toName] = names ? [names.from, names.to] : [nameOf(from), nameOf(to)];
  if (added.length + changed.length + removed.length === 0) {
    return (
      <EmptyState icon={GitCompare} title="No differences">
        {sentence(toName)} has the same Things as {fromName}.
      </EmptyState>
    );
  }
  return (
    <div className="h-full overflow-y-auto px-4 py-3">
      <p className="mb-3 text-muted">
        {sentence(toName)} against {fromName}: {count(added.length, 'added Thing')}, {changed.length} changed,{' '}
        {removed.length} removed.
        {truncated && ' There are more; these are the first.'}
      </p>
      <ul aria-label="Changed Things" className="flex flex-col gap-1">
        {changed.map((thing) => (
          <Change key={thing.$id} kind="changed" ns={ns} thing={thing} onOpen={() => onOpen(thing.$id, to)}>
            {thing.fields.map((field) => (
              <FieldDiff key={field.field} field={field.field} from={field.from} to={field.to} />
            ))}
          </Change>
        ))}
        {added.map((thing) => (
          <Change key={thing.$id} kind="added" ns={ns} thing={thing} onOpen={() => onOpen(thing.$id, to)} />
        ))}
        {removed.map((thing) => (
          <Change key={thing.$id} kind="removed" ns={ns} thing={thing} onOpen={() => onOpen(thing.$id, from)} />
        ))}
      </ul>
    </div>
  );
}

const sentence = (name: string): string => (name.startsWith('the ') ? `T${name.slice(1)}` : name);

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
