import type { Binding, Diagnostic } from '@craftastic/contract/bindings';
import { jsonLdOf } from '@craftastic/contract/json-ld';
import type { Saved } from '@craftastic/contract/thing-edits';
import type { Thing } from '@craftastic/contract/things';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowLeft, History as HistoryIcon } from 'lucide-react';
import { type ReactNode, useCallback, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { EditActions } from '../thing-edit/edit-actions.tsx';
import { CopyButton } from './copy-button.tsx';
import { DataTable } from './data-table.tsx';
import { History } from './history.tsx';
import { Links } from './links.tsx';
import type { Place } from './place.ts';
import { DiagnosticRow } from './problems.tsx';
import { Provenance } from './provenance.tsx';
import { Rendered } from './rendered.tsx';
import { typeName } from './thing-list.tsx';
import { useOpenPart } from './use-open-part.ts';

type View = 'rendered' | 'data' | 'json-ld' | 'links' | 'history';

interface ThingViewProps {
  binding: Binding;
  place: Place;
  /** As it was at a commit or a time. */
  at: string | undefined;
  mayEdit: boolean;
  id: string;
  /** An older version; the one in force where left out. */
  version: number | undefined;
  onOpen: (id: string) => void;
  onVersion: (version: number | undefined) => void;
  onEdit: (how: 'form' | 'conflict') => void;
  onMoved: (saved: Saved) => void;
  onDeleted: () => void;
  /** Where the list is not beside it. */
  onBack?: (() => void) | undefined;
}

/** One Thing: what it says, and where that comes from. */
export function ThingView({
  binding,
  place,
  at,
  mayEdit,
  id,
  version,
  onOpen,
  onVersion,
  onEdit,
  onMoved,
  onDeleted,
  onBack,
}: ThingViewProps) {
  const [view, setView] = useState<View>('rendered');
  const thing = useQuery({
    ...orpc.things.get.queryOptions({
      input: {
        id: version === undefined ? id : `${id}@v${version}`,
        ns: binding.ns,
        ...place,
        ...(at !== undefined && { at }),
      },
    }),
    placeholderData: keepPreviousData,
  });
  const isPast = version !== undefined || at !== undefined;
  const diagnostics = useQuery({
    ...orpc.bindings.diagnostics.queryOptions({ input: { ns: binding.ns, ...place } }),
    enabled: !isPast,
  }).data;

  const openPart = useOpenPart(thing.data, binding.environmentId);
  const toLine = useCallback((line: number) => openPart({ line }), [openPart]);

  return (
    <article aria-label={thing.data?.name ?? 'Thing'} className="flex h-full min-h-0 flex-col">
      {onBack && (
        <div className="shrink-0 px-3 pt-2">
          <Button variant="ghost" size="sm" onClick={onBack}>
            <ArrowLeft aria-hidden size={13} />
            All Things
          </Button>
        </div>
      )}
      {thing.isPending ? (
        <SkeletonRows rows={8} className="p-6" />
      ) : thing.isError ? (
        <ErrorState error={thing.error} onRetry={() => void thing.refetch()} />
      ) : (
        <>
          <Header
            thing={thing.data}
            binding={binding}
            place={place}
            at={at}
            actions={
              // What is of a session is edited there, and an older version not at all.
              !isPast &&
              'branch' in place && (
                <EditActions
                  thing={thing.data}
                  mayEdit={mayEdit}
                  onEdit={() => onEdit('form')}
                  onResolve={() => onEdit('conflict')}
                  folder={binding.path}
                  onMoved={onMoved}
                  onDeleted={onDeleted}
                />
              )
            }
          />
          <Notices
            thing={thing.data}
            asked={id}
            version={version}
            diagnostics={(isPast ? [] : (diagnostics ?? [])).filter((each) => each.path === thing.data.$source.path)}
            environmentId={binding.environmentId}
            onLatest={() => onVersion(undefined)}
          />
          <Tabs
            label="Ways to see it"
            value={view}
            onChange={setView}
            className="min-h-0 flex-1 *:px-6"
            tabs={[
              {
                value: 'rendered',
                label: 'Rendered',
                content: (
                  <Rendered
                    thing={thing.data}
                    at={at}
                    version={version}
                    onOpen={onOpen}
                    onSource={isPast ? undefined : toLine}
                  />
                ),
              },
              {
                value: 'data',
                label: 'Data',
                content: (
                  <DataTable
                    thing={thing.data}
                    onOpen={onOpen}
                    onSource={isPast ? undefined : (field) => openPart({ field })}
                  />
                ),
              },
              { value: 'json-ld', label: 'JSON-LD', content: <JsonLd thing={thing.data} /> },
              {
                value: 'links',
                label: `Links${count(thing.data.links.length + thing.data.backlinks.length)}`,
                content: <Links thing={thing.data} onOpen={onOpen} />,
              },
              {
                value: 'history',
                label: 'History',
                content: (
                  <History
                    ns={binding.ns}
                    place={place}
                    id={thing.data.$id}
                    version={isPast ? thing.data.version : null}
                    onVersion={onVersion}
                  />
                ),
              },
            ]}
          />
        </>
      )}
    </article>
  );
}

const count = (n: number): string => (n === 0 ? '' : ` ${n}`);

interface HeaderProps {
  thing: Thing;
  binding: Binding;
  place: Place;
  at: string | undefined;
  actions: ReactNode;
}

function Header({ thing, binding, place, at, actions }: HeaderProps) {
  return (
    <header className="shrink-0 px-6 pt-4 pb-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2
          dir="auto"
          title={thing.name}
          className="line-clamp-2 min-w-48 text-left max-w-fit flex-1 break-words font-semibold text-xl tracking-tight"
        >
          {thing.name}
        </h2>
        <span title={thing.$type} className="mr-auto">
          <Badge tone="accent">{typeName(thing.$type)}</Badge>
        </span>
        {thing.uncommitted && <Badge tone="warning">uncommitted</Badge>}
        {actions}
      </div>
      <p className="mt-0.5 flex items-center gap-1 text-muted">
        <span className="min-w-0 truncate font-mono text-sm">{thing.$id}</span>
        <CopyButton text={thing.$id} label="Copy id" done="The id is copied" />
      </p>
      <Provenance thing={thing} binding={binding} place={place} at={at} />
    </header>
  );
}

interface NoticesProps {
  thing: Thing;
  asked: string;
  version: number | undefined;
  diagnostics: readonly Diagnostic[];
  environmentId: string;
  onLatest: () => void;
}

/** What a reader has to know before believing what is below. */
function Notices({ thing, asked, version, diagnostics, environmentId, onLatest }: NoticesProps) {
  const broken = diagnostics.some((each) => each.severity === 'error');
  return (
    <>
      {version !== undefined && (
        <div className="mx-6 mb-3 flex items-center gap-3 rounded-md bg-info-soft px-3 py-2 text-info-text">
          <HistoryIcon aria-hidden size={14} className="shrink-0" />
          <span className="flex-1">Version {version}, as it was once.</span>
          <Button size="sm" onClick={onLatest}>
            Show the latest
          </Button>
        </div>
      )}
      {version === undefined && thing.deleted && (
        <p className="mx-6 mb-3 rounded-md bg-warning-soft px-3 py-2 text-warning-text">
          This Thing is deleted in {thing.branch}. This is its last version.
        </p>
      )}
      {thing.aliasOf !== null && thing.aliasOf !== thing.$id && (
        <p className="mx-6 mb-3 rounded-md bg-info-soft px-3 py-2 text-info-text">
          The file has moved: {asked} is called {thing.$id} now.
        </p>
      )}
      {diagnostics.length > 0 && (
        <section aria-label="Problems of its file" className="mx-6 mb-3 rounded-md border border-border bg-surface">
          {broken && <p className="px-3 pt-2 font-medium">The file has errors; the last good version is shown.</p>}
          <ul className="py-1">
            {diagnostics.map((each) => (
              <DiagnosticRow
                key={`${each.line} ${each.column} ${each.message}`}
                diagnostic={each}
                environmentId={environmentId}
                branch={thing.branch}
                showPath={false}
              />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function JsonLd({ thing }: { thing: Thing }) {
  const text = JSON.stringify(jsonLdOf(thing), null, 2);
  return (
    <div className="relative pb-4">
      <div className="absolute top-2 right-2">
        <CopyButton text={text} label="Copy JSON-LD" done="The JSON-LD is copied" />
      </div>
      <pre className="overflow-x-auto whitespace-pre-wrap break-words rounded-lg border border-border bg-sunken p-3 pr-10 font-mono text-sm">
        {text}
      </pre>
    </div>
  );
}
