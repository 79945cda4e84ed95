import type { Saved, ThingSource } from '@craftastic/contract/thing-edits';
import type { Thing } from '@craftastic/contract/things';
import { useQuery } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { PencilOff } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { errorOf, orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { confirm } from '../../components/confirm.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorLine, ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { Split, SplitHandle, SplitPane } from '../../components/split.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useMedia } from '../../hooks/use-media.ts';
import { Banner } from '../editor/views/banner.tsx';
import { FieldDiff } from '../things/field-diff.tsx';
import { Rendered } from '../things/rendered.tsx';
import { BodyEditor } from './body-editor.tsx';
import { branchSuggestion } from './branch-suggestion.ts';
import { CommitDialog } from './commit-dialog.tsx';
import { DataForm } from './data-form.tsx';
import type { EditDraft, EditedThing } from './edit-drafts.ts';
import { dataOf } from './form-fields.ts';
import { useEdit } from './use-edit.ts';

/** Below this there is room for the fields or for the body, not for both. */
const NARROW = '(max-width: 899px)';

interface ThingEditorProps extends EditedThing {
  onSaved: (saved: Saved) => void;
  onConflict: () => void;
  onClose: () => void;
}

/** A Thing as a form: its fields, its body with the page that it gives, and the commit that they become. */
export function ThingEditor({ ns, branch, id, onSaved, onConflict, onClose }: ThingEditorProps) {
  const { source, error, retry, edit, isBack, isDirty, isAtRisk, change, forget } = useEdit({ ns, branch, id });
  const [reviewing, setReviewing] = useState(false);
  const [done, setDone] = useState(false);
  const narrow = useMedia(NARROW);
  const latest = useQuery(orpc.things.get.queryOptions({ input: { id, ns, branch } })).data;

  useBlocker({
    disabled: !isDirty || done,
    enableBeforeUnload: () => isAtRisk,
    shouldBlockFn: async ({ current, next }) => {
      if (isSameEdit(current.search, next.search)) return false;
      // The login has run out: the way back leads here, and to the draft.
      if (next.pathname === '/login' && !isAtRisk) return false;
      return !(await confirm({
        title: 'Leave this edit?',
        body: isAtRisk
          ? 'This browser keeps no drafts, so what you have changed would be lost.'
          : 'It is not saved yet. A draft stays in this browser and is here when you edit this Thing again.',
        action: 'Leave',
        dismiss: 'Stay',
      }));
    },
  });

  if (error !== null)
    return <ErrorState error={error} onRetry={retry} actions={<Button onClick={onClose}>Back</Button>} />;
  if (!source || edit === null) return <SkeletonRows rows={10} className="p-6" />;
  if (source.refusal !== null) {
    return (
      <EmptyState icon={PencilOff} title="This can’t be edited here" actions={<Button onClick={onClose}>Back</Button>}>
        {source.refusal}
      </EmptyState>
    );
  }
  const data = dataOf(edit.fields);
  const canSave = data !== null && edit.type.trim() !== '';
  const discard = async () => {
    if (!(await confirm({ title: 'Discard your changes?', action: 'Discard', danger: true }))) return;
    await forget();
  };

  const form = (
    <DataForm
      type={edit.type}
      fields={edit.fields}
      onType={(type) => change({ type })}
      onFields={(fields) => change({ fields })}
    />
  );
  const body = edit.content !== null && (
    <BodyEditor
      value={edit.content}
      path={source.path}
      label="Body"
      onChange={(content) => {
        if (content !== edit.content?.replaceAll('\r\n', '\n')) change({ content });
      }}
    />
  );
  const page = edit.content !== null && latest && <Preview thing={latest} content={edit.content} />;

  return (
    <article
      aria-label={`Edit ${latest?.name ?? id}`}
      className="flex h-full min-h-0 flex-col"
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
        event.preventDefault();
        if (isDirty && canSave) setReviewing(true);
      }}
    >
      <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
        <div className="min-w-40 flex-1">
          <h2 className="truncate font-semibold">{latest?.name ?? id}</h2>
          <p className="truncate font-mono text-muted text-sm">{source.path}</p>
        </div>
        {isDirty && <span className="text-muted text-sm">Not saved</span>}
        {isDirty && (
          <Button variant="ghost" onClick={() => void discard()}>
            Discard
          </Button>
        )}
        <Button onClick={onClose}>Close</Button>
        <Button variant="primary" disabled={!isDirty || !canSave} onClick={() => setReviewing(true)}>
          Review and save
        </Button>
      </header>
      {isBack && <Banner tone="info">Your edit from an earlier visit is back.</Banner>}
      {latest && latest.version > edit.base && (
        <Banner tone="info">Git has a newer version. It is merged with your edit when you save.</Banner>
      )}
      <div className="min-h-0 flex-1">
        {edit.content === null ? (
          <div className="mx-auto h-full max-w-160 overflow-y-auto">{form}</div>
        ) : narrow ? (
          <NarrowTabs form={form} body={body} page={page} />
        ) : (
          <Split orientation="horizontal">
            <SplitPane id="fields" defaultSize="30%" minSize={260}>
              <div className="h-full overflow-y-auto">{form}</div>
            </SplitPane>
            <SplitHandle label="Width of the fields" />
            <SplitPane id="body" defaultSize="36%" minSize={240}>
              {body}
            </SplitPane>
            <SplitHandle label="Width of the page" />
            <SplitPane id="page" minSize={200}>
              <section aria-label="Preview" className="h-full overflow-y-auto px-6 py-4">
                {page}
              </section>
            </SplitPane>
          </Split>
        )}
      </div>
      {reviewing && data !== null && (
        <Review
          source={source}
          edit={edit}
          data={data}
          onClose={() => setReviewing(false)}
          onConflict={() => {
            setDone(true);
            void forget().then(onConflict);
          }}
          onSaved={(saved) => {
            setDone(true);
            void forget().then(() => onSaved(saved));
          }}
        />
      )}
    </article>
  );
}

interface ReviewProps {
  source: ThingSource;
  edit: EditDraft;
  data: Record<string, unknown>;
  onSaved: (saved: Saved) => void;
  onConflict: () => void;
  onClose: () => void;
}

/** The file before and after, and the commit. */
function Review({ source, edit, data, onSaved, onConflict, onClose }: ReviewProps) {
  const { $id: id, ns, branch, path } = source;
  const change = { id, ns, branch, base: edit.base, type: edit.type.trim(), data, content: edit.content };
  const preview = useQuery({
    ...orpc.things.preview.queryOptions({ input: change }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnReconnect: true,
  });
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    <CommitDialog
      title="Save as a commit"
      action="Save"
      branch={branch}
      defaultMessage={`Edit ${name}`}
      suggestedBranch={branchSuggestion(id)}
      waiting={preview.isPending}
      commit={(words) => orpc.things.save.call({ ...change, ...words })}
      onError={(error) => {
        if (errorOf(error).code !== 'THING_CONFLICT') return false;
        onConflict();
        return true;
      }}
      onSaved={onSaved}
      onClose={onClose}
    >
      {preview.isPending ? (
        <SkeletonRows rows={4} />
      ) : preview.isError ? (
        errorOf(preview.error).code === 'THING_CONFLICT' ? (
          <p className="rounded-md bg-warning-soft px-2.5 py-2 text-warning-text">
            Git has changed the same since you began. Save to compare both, or save to a new branch.
          </p>
        ) : (
          <ErrorLine error={preview.error} />
        )
      ) : preview.data.before === preview.data.after ? (
        <p className="text-muted">Nothing of the file changes.</p>
      ) : (
        <FieldDiff field={preview.data.path} from={preview.data.before} to={preview.data.after} />
      )}
    </CommitDialog>
  );
}

/** Typing goes first; the page follows when there is a pause. */
const PAUSE_MS = 150;

function Preview({ thing, content }: { thing: Thing; content: string }) {
  const [shown, setShown] = useState(content);
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(content), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [content]);
  return <Rendered thing={thing} content={shown} onOpen={ignore} />;
}
/** A link of the preview leads away from the edit; it is read, not followed. */
const ignore = () => {};

function NarrowTabs(parts: { form: ReactNode; body: ReactNode; page: ReactNode }) {
  const [tab, setTab] = useState<'fields' | 'body' | 'page'>('body');
  return (
    <Tabs
      label="Parts of the edit"
      value={tab}
      onChange={setTab}
      className="h-full *:first:px-4"
      tabs={[
        { value: 'fields', label: 'Fields', content: parts.form },
        { value: 'body', label: 'Body', content: <div className="h-full">{parts.body}</div> },
        { value: 'page', label: 'Preview', content: <div className="px-4">{parts.page}</div> },
      ]}
    />
  );
}

function isSameEdit(current: unknown, next: unknown): boolean {
  const keyOf = (search: unknown) => {
    const { ns, branch, id, edit } = (search ?? {}) as Record<string, unknown>;
    return JSON.stringify([ns, branch, id, edit]);
  };
  return keyOf(current) === keyOf(next);
}
