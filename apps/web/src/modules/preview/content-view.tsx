import { Link } from '@tanstack/react-router';
import { Boxes, ChevronDown, FileX } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { DropdownMenu, type MenuItem } from '../../components/menu.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { shortNs } from '../things/namespace-rows.ts';
import { FrameFailure } from './frame-failure.tsx';
import { FrameView } from './frame-view.tsx';
import type { PreviewState } from './preview-state.ts';
import { ShareContent } from './share-content.tsx';
import { Stage } from './stage.tsx';
import { Toolbar } from './toolbar.tsx';
import { useContentAhead } from './use-ahead.ts';
import { useContent } from './use-content.ts';
import { useFrame } from './use-frame.ts';

interface ContentViewProps {
  environmentId: string;
  branch: string;
  sessionId: string | null;
  state: PreviewState;
  onChange: (change: Partial<PreviewState>) => void;
}

/** The Things of a branch as pages: as they were pushed, or as its session has them, before any commit. */
export function ContentView({ environmentId, branch, sessionId, state, onChange }: ContentViewProps) {
  const [sharing, setSharing] = useState(false);
  const asked = { environmentId, branch, sessionId };
  const { bindings, ns, contexts, drafts, pushed, drafted, draft, shown: content } = useContent(asked, state);
  const { deck, frames, frame } = useFrame(content, state.contentPath, (contentPath) => onChange({ contentPath }));
  useContentAhead(environmentId, deck, state);

  const places: MenuItem[] = [
    {
      label: 'As the session has it, saved or committed',
      checked: draft,
      disabled: !drafted,
      onSelect: () => onChange({ draft: true }),
    },
    { label: 'As it was pushed', checked: !draft, disabled: !pushed, onSelect: () => onChange({ draft: false }) },
    ...((bindings.data?.length ?? 0) > 1 ? (['separator'] as const) : []),
    ...((bindings.data?.length ?? 0) > 1 ? (bindings.data ?? []) : []).map((binding) => ({
      label: shortNs(binding.ns),
      checked: binding.ns === ns,
      onSelect: () => onChange({ ns: binding.ns, contentPath: '/' }),
    })),
  ];
  return (
    <>
      <Toolbar
        frame={frame}
        state={state}
        path={state.contentPath}
        lead={
          <DropdownMenu items={places} align="start">
            <button
              type="button"
              aria-label={`Content ${ns === undefined ? '' : shortNs(ns)}, ${draft ? 'draft' : 'pushed'}`}
              className="inline-flex h-6.5 max-w-40 shrink-0 items-center gap-1 rounded-l-md border border-border-strong bg-surface pr-1 pl-2 text-muted text-sm transition-colors hover:bg-hover hover:text-text data-[state=open]:bg-hover"
            >
              <span className="truncate">{draft ? 'Draft' : 'Pushed'}</span>
              <ChevronDown aria-hidden size={12} />
            </button>
          </DropdownMenu>
        }
        onChange={onChange}
        onGo={(contentPath) => onChange({ contentPath })}
        onShare={pushed ? () => setSharing(true) : null}
        onLog={null}
        onStop={null}
      />
      <div className="relative min-h-0 flex-1">
        <Stage device={content ? state.device : null} rotated={state.rotated}>
          {frames.map((each) => (
            <FrameView key={each.key} frame={each} name={`Content of ${branch}`} shown={each === frame} />
          ))}
        </Stage>
        {content === null && (
          <div className="absolute inset-0 overflow-y-auto bg-bg">
            {bindings.isPending || (ns !== undefined && (contexts.isPending || drafts.isPending)) ? (
              <SkeletonRows rows={4} />
            ) : bindings.isError ? (
              <ErrorState error={bindings.error} onRetry={() => void bindings.refetch()} />
            ) : ns === undefined ? (
              <EmptyState
                icon={Boxes}
                title="This repository has no content yet"
                actions={
                  <Link to="/things" className={buttonClass('secondary')}>
                    Bind a folder
                  </Link>
                }
              >
                Bind a folder of it to a namespace: its documents become pages, branch by branch.
              </EmptyState>
            ) : (
              <EmptyState
                icon={FileX}
                title={`${branch} has no content in ${shortNs(ns)}`}
                actions={<Button onClick={() => void contexts.refetch()}>Look again</Button>}
              >
                It was not pushed yet, or the binding’s patterns leave it out.
              </EmptyState>
            )}
          </div>
        )}
        {frame && <FrameFailure frame={frame} />}
      </div>
      {sharing && pushed && ns !== undefined && (
        <ShareContent ns={ns} branch={branch} path={state.contentPath} onClose={() => setSharing(false)} />
      )}
    </>
  );
}
