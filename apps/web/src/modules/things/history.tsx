import { displayPath } from '@craftastic/contract/git-path';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { formatAge } from '../../app/format.ts';
import { Badge } from '../../components/badge.tsx';
import { cn } from '../../components/cn.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useNow } from '../../hooks/use-now.ts';
import type { Place } from './place.ts';
import { Commit } from './sync-state.tsx';

interface HistoryProps {
  ns: string;
  place: Place;
  id: string;
  /** The older one that is shown; null for the one in force. */
  version: number | null;
  onVersion: (version: number | undefined) => void;
}

/** The versions of a Thing in its branch, newest first; each can be looked at. */
export function History({ ns, place, id, version, onVersion }: HistoryProps) {
  const now = useNow();
  const versions = useQuery(orpc.things.history.queryOptions({ input: { id, ns, ...place } }));
  if (versions.isPending) return <SkeletonRows rows={4} />;
  if (versions.isError) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />;
  return (
    <ol aria-label="Versions" className="flex flex-col pb-6">
      {versions.data.map((each, index) => {
        const shown = version === null ? index === 0 : each.version === version;
        const before = versions.data[index + 1];
        return (
          <li key={each.version} className="relative pl-5">
            <span
              aria-hidden
              className={cn(
                'absolute top-4 left-1 size-2 rounded-full border-2',
                shown ? 'border-accent bg-accent' : 'border-border-strong bg-bg',
              )}
            />
            {before && <span aria-hidden className="absolute top-6.5 -bottom-3.5 left-[7px] w-px bg-border-strong" />}
            <button
              type="button"
              aria-current={shown ? 'true' : undefined}
              onClick={() => onVersion(index === 0 ? undefined : each.version)}
              className={cn(
                'flex w-full items-center gap-3 rounded-md px-2 py-2 text-left',
                shown ? 'bg-selected' : 'hover:bg-hover',
              )}
            >
              <span className="min-w-0 flex-1">
                <span className="flex items-center gap-2">
                  <span className="truncate font-medium">{each.name}</span>
                  {index === 0 && <Badge>latest</Badge>}
                  {each.deleted && <Badge tone="danger">deleted</Badge>}
                  {before && before.$id !== each.$id && <Badge tone="info">renamed</Badge>}
                </span>
                <span className="block truncate text-muted text-sm">{displayPath(each.$source.path)}</span>
              </span>
              <Commit id={each.$source.commit} />
              <span className="w-16 shrink-0 text-right text-muted text-sm">{formatAge(each.createdAt, now)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
