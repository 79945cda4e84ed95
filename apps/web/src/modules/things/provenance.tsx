import type { Binding } from '@craftastic/contract/bindings';
import { displayPath } from '@craftastic/contract/git-path';
import type { Thing } from '@craftastic/contract/things';
import { FileText, GitBranch, GitCommitHorizontal } from 'lucide-react';
import { formatAge } from '../../app/format.ts';
import { Badge, type Tone } from '../../components/badge.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { OpenInSession } from './open-in-session.tsx';
import { OpenPreview } from './open-preview.tsx';
import type { Place } from './place.ts';
import { Commit } from './sync-state.tsx';

/** Which way the last change went. */
const DIRECTIONS = {
  git: { word: 'from git', tone: 'neutral', meaning: 'Its last change was pushed to git, and synced from there.' },
  do: { word: 'edited here', tone: 'accent', meaning: 'Its last change was made here, as a commit.' },
  conflict: {
    word: 'in conflict',
    tone: 'warning',
    meaning: 'An edit made here does not fit what git has. It is kept until its person decides.',
  },
} as const satisfies Record<NonNullable<Thing['syncDirection']>, { word: string; tone: Tone; meaning: string }>;

interface ProvenanceProps {
  thing: Thing;
  binding: Binding;
  place: Place;
  /** As it was at a commit or a time. */
  at: string | undefined;
}

/** Repository, path, branch, commit, and the way to the file. */
export function Provenance({ thing, binding, place, at }: ProvenanceProps) {
  const now = useNow();
  const { repo, path, branch, commit } = thing.$source;
  return (
    <section
      aria-label="Source"
      className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1.5 rounded-lg border border-border bg-surface px-3 py-2"
    >
      <dl className="flex min-w-0 flex-1 flex-wrap gap-x-4 gap-y-0.5 text-sm">
        <div className="flex min-w-0 items-center gap-1.5">
          <dt className="sr-only">Path</dt>
          <FileText aria-hidden size={13} className="shrink-0 text-faint" />
          <dd title={displayPath(path)} className="truncate font-mono">
            {displayPath(path)}
          </dd>
        </div>
        <div className="flex min-w-0 items-center gap-1.5">
          <dt className="sr-only">Branch</dt>
          <GitBranch aria-hidden size={13} className="shrink-0 text-faint" />
          <dd className="truncate">{branch}</dd>
        </div>
        <div className="flex items-center gap-1.5">
          <dt className="sr-only">Commit</dt>
          <GitCommitHorizontal aria-hidden size={13} className="shrink-0 text-faint" />
          <dd className="flex items-center gap-2">
            <Commit id={commit} />
            <Tooltip content={new Date(thing.updatedAt).toLocaleString()}>
              <span className="text-muted">{formatAge(thing.updatedAt, now)}</span>
            </Tooltip>
          </dd>
        </div>
        {thing.syncDirection !== null && (
          <div className="flex items-center">
            <dt className="sr-only">Last change</dt>
            <dd>
              <Tooltip content={DIRECTIONS[thing.syncDirection].meaning}>
                <Badge tone={DIRECTIONS[thing.syncDirection].tone}>{DIRECTIONS[thing.syncDirection].word}</Badge>
              </Tooltip>
            </dd>
          </div>
        )}
        <div className="flex min-w-0 basis-full items-center">
          <dt className="sr-only">Repository</dt>
          <dd title={repo} className="truncate text-muted">
            {repo}
          </dd>
        </div>
      </dl>
      <OpenPreview ns={thing.ns} place={place} at={at} id={thing.$id} label={`Preview ${thing.name}`} />
      <OpenInSession size="sm" place={{ environmentId: binding.environmentId, branch, path }} />
    </section>
  );
}
