import type { Binding } from '@craftastic/contract/bindings';
import type { ThingsDiff } from '@craftastic/contract/things';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Boxes } from 'lucide-react';
import { errorOf, orpc } from '../../api/client.ts';
import { buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Differences } from '../things/changes.tsx';
import { shortNs } from '../things/namespace-rows.ts';
import { Rendered } from '../things/rendered.tsx';

interface ContentProps {
  environmentId: string;
  from: string;
  to: string;
  ns: string | undefined;
  id: string | undefined;
  onNs: (ns: string) => void;
  onId: (id: string) => void;
}

/** What differs between two branches' Things: each change field by field, and the chosen Thing as both sides render it. */
export function ContentComparison({ environmentId, from, to, ns: wanted, id, onNs, onId }: ContentProps) {
  const bindings = useQuery(orpc.bindings.list.queryOptions({ input: { environmentId } }));
  if (bindings.isPending) return <SkeletonRows rows={6} />;
  if (bindings.isError) return <ErrorState error={bindings.error} onRetry={() => void bindings.refetch()} />;
  const binding = bindings.data.find(({ ns }) => ns === wanted) ?? bindings.data[0];
  if (!binding) {
    return (
      <EmptyState
        icon={Boxes}
        title="This repository has no content yet"
        actions={
          <Link to="/things" className={buttonClass('secondary')}>
            Go to Things
          </Link>
        }
      >
        Bind a folder of it to a namespace, and its documents are compared here, field by field.
      </EmptyState>
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      {bindings.data.length > 1 && (
        <div className="shrink-0 border-b px-3 py-1.5">
          <Select
            label="Namespace"
            value={binding.ns}
            onChange={onNs}
            options={bindings.data.map(({ ns }) => ({ value: ns, label: shortNs(ns) }))}
            className="w-72"
          />
        </div>
      )}
      <Compared key={binding.ns} binding={binding} from={from} to={to} id={id} onId={onId} />
    </div>
  );
}

function Compared({
  binding,
  from,
  to,
  id,
  onId,
}: {
  binding: Binding;
  from: string;
  to: string;
  id: string | undefined;
  onId: (id: string) => void;
}) {
  const diff = useQuery(orpc.things.diff.queryOptions({ input: { ns: binding.ns, from, to } }));
  const shown = id ?? (diff.data && firstOf(diff.data));
  return (
    <div className="flex min-h-0 flex-1 max-md:flex-col">
      <div className="w-110 min-w-0 shrink-0 border-r max-lg:w-80 max-md:h-1/2 max-md:w-full max-md:border-r-0 max-md:border-b">
        <Differences ns={binding.ns} diff={diff} onOpen={onId} />
      </div>
      {shown !== undefined && (
        <div className="grid min-h-0 min-w-0 flex-1 grid-cols-2">
          {([from, to] as const).map((branch) => (
            <ThingOf key={branch} binding={binding} branch={branch} id={shown} onOpen={onId} />
          ))}
        </div>
      )}
    </div>
  );
}

const firstOf = ({ changed, added, removed }: ThingsDiff): string | undefined =>
  (changed[0] ?? added[0] ?? removed[0])?.$id;

function ThingOf({
  binding,
  branch,
  id,
  onOpen,
}: {
  binding: Binding;
  branch: string;
  id: string;
  onOpen: (id: string) => void;
}) {
  const thing = useQuery(orpc.things.get.queryOptions({ input: { id, ns: binding.ns, branch } }));
  return (
    <article aria-label={`In ${branch}`} className="flex min-h-0 min-w-0 flex-col border-l first:border-l-0">
      <header className="flex h-9 shrink-0 items-center border-b bg-surface px-4 text-muted text-sm">
        <span className="truncate">{branch}</span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 py-4">
        {thing.isPending ? (
          <SkeletonRows rows={6} />
        ) : thing.isError && errorOf(thing.error).code === 'NOT_FOUND' ? (
          <EmptyState title={`Not in ${branch}`}>The branch has no such Thing.</EmptyState>
        ) : thing.isError ? (
          <ErrorState error={thing.error} onRetry={() => void thing.refetch()} />
        ) : (
          <>
            <h2 className="mb-3 font-semibold text-xl tracking-tight">{thing.data.name}</h2>
            <Rendered thing={thing.data} onOpen={onOpen} />
          </>
        )}
      </div>
    </article>
  );
}
