import type { ThingConflict } from '@craftastic/contract/thing-conflict';
import type { Saved } from '@craftastic/contract/thing-edits';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorOf, orpc } from '../../api/client.ts';
import { count } from '../../app/format.ts';
import { Button } from '../../components/button.tsx';
import { confirm } from '../../components/confirm.tsx';
import { ErrorLine, ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { FieldDiff } from '../things/field-diff.tsx';
import { branchSuggestion } from './branch-suggestion.ts';
import { CommitDialog } from './commit-dialog.tsx';
import { allFrom, type Choices, noChoices, openChoices, partsOf, resolved } from './conflict-choices.ts';
import { ConflictField } from './conflict-field.tsx';
import { ConflictHunk, SharedText } from './conflict-hunk.tsx';
import type { EditedThing } from './edit-drafts.ts';

interface ConflictViewProps extends EditedThing {
  onSaved: (saved: Saved) => void;
  onClose: () => void;
}

/** An edit that met another one: both sides, and the choice. */
export function ConflictView({ ns, branch, id, onSaved, onClose }: ConflictViewProps) {
  const conflict = useQuery({ ...orpc.things.conflict.queryOptions({ input: { ns, branch, id } }), retry: false });
  if (conflict.isPending) return <SkeletonRows rows={10} className="p-6" />;
  if (conflict.isError) {
    return (
      <ErrorState
        error={conflict.error}
        onRetry={() => void conflict.refetch()}
        actions={<Button onClick={onClose}>Back</Button>}
      />
    );
  }
  // Git may move on while one chooses: what was chosen was chosen beside that version.
  const { data } = conflict;
  return <Choosing key={`${data.next} ${data.createdAt}`} conflict={data} onSaved={onSaved} onClose={onClose} />;
}

function Choosing({
  conflict,
  onSaved,
  onClose,
}: {
  conflict: ThingConflict;
  onSaved: (saved: Saved) => void;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const [choices, setChoices] = useState<Choices>(() => noChoices(conflict));
  const [saving, setSaving] = useState(false);
  const { $id: id, ns, branch, path, fields, body, theirs } = conflict;
  const open = openChoices(conflict, choices);
  const result = resolved(conflict, choices);
  const changed = () => void queries.invalidateQueries({ queryKey: orpc.things.key() });

  const drop = async () => {
    const question = {
      title: 'Drop your version?',
      body: 'What git has stays as it is. Your edit is gone.',
      action: 'Drop my version',
      danger: true,
    };
    if (!(await confirm(question))) return;
    try {
      await orpc.things.dropConflict.call({ id, ns, branch });
      changed();
      onClose();
    } catch (error) {
      toast.failed('Your version was not dropped', error);
    }
  };

  return (
    <article aria-label={`Resolve ${path}`} className="flex h-full min-h-0 flex-col">
      <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
        <div className="min-w-40 flex-1">
          <h2 className="truncate font-semibold">Your edit and git’s</h2>
          <p className="truncate font-mono text-muted text-sm">{path}</p>
        </div>
        <Button variant="ghost" onClick={() => void drop()}>
          Drop my version
        </Button>
        <Button onClick={onClose}>Decide later</Button>
        <Button variant="primary" disabled={open > 0} onClick={() => setSaving(true)}>
          {theirs === null ? 'Make it anew' : 'Review and save'}
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-240 flex-col gap-4 p-4">
          {theirs === null ? (
            <>
              <p className="rounded-md bg-warning-soft px-3 py-2 text-warning-text">
                It was deleted in git while you edited it. Make it anew with your version, or drop that.
              </p>
              <FieldDiff field="Your version" from={undefined} to={conflict.mine.content ?? conflict.mine.data} />
            </>
          ) : (
            <>
              <div className="flex flex-wrap items-center gap-2 rounded-md bg-info-soft px-3 py-2 text-info-text">
                <p className="min-w-60 flex-1" role="status">
                  {open === 0
                    ? 'Everything is chosen. Look at the result, then save.'
                    : `Both changed the same. ${count(open, 'choice')} to make; all else is merged already.`}
                </p>
                <Button size="sm" onClick={() => setChoices(allFrom('mine', conflict))}>
                  All of yours
                </Button>
                <Button size="sm" onClick={() => setChoices(allFrom('theirs', conflict))}>
                  All of git’s
                </Button>
              </div>
              {fields.map((field, at) => (
                <ConflictField
                  key={field.path.join('\n')}
                  field={field}
                  chosen={choices.fields[at]}
                  onChoose={(side) => setChoices({ ...choices, fields: choices.fields.with(at, side) })}
                />
              ))}
              {body && (
                <section aria-label="Body" className="flex flex-col gap-3">
                  <h3 className="font-medium">Body</h3>
                  {partsOf(body).map(({ hunk, at, number }) =>
                    hunk.kind === 'text' ? (
                      <SharedText key={at} text={hunk.text} first={at === 0} last={at === body.length - 1} />
                    ) : (
                      <ConflictHunk
                        key={at}
                        hunk={hunk}
                        number={number}
                        chosen={choices.hunks[at]}
                        onChoose={(side) => setChoices({ ...choices, hunks: choices.hunks.with(at, side) })}
                      />
                    ),
                  )}
                </section>
              )}
              {open === 0 && (
                <section aria-label="Result" className="flex flex-col gap-3">
                  <h3 className="font-medium">Result, beside what git has</h3>
                  <FieldDiff field="Data" from={theirs.data} to={result.data} />
                  {theirs.content !== null && <FieldDiff field="Body" from={theirs.content} to={result.content} />}
                </section>
              )}
            </>
          )}
        </div>
      </div>
      {saving && (
        <SaveResolved
          conflict={conflict}
          change={{ id, ns, branch, base: conflict.next, ...result }}
          onSaved={(saved) => {
            changed();
            onSaved(saved);
          }}
          onMoved={() => {
            setSaving(false);
            changed();
          }}
          onClose={() => setSaving(false)}
        />
      )}
    </article>
  );
}

interface SaveResolvedProps {
  conflict: ThingConflict;
  change: Parameters<typeof orpc.things.preview.call>[0];
  onSaved: (saved: Saved) => void;
  /** Git has moved again, into what was chosen. */
  onMoved: () => void;
  onClose: () => void;
}

function SaveResolved({ conflict, change, onSaved, onMoved, onClose }: SaveResolvedProps) {
  const isAnew = conflict.theirs === null;
  const preview = useQuery({
    ...orpc.things.preview.queryOptions({ input: change }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const name = conflict.path.slice(conflict.path.lastIndexOf('/') + 1);
  return (
    <CommitDialog
      title="Save as a commit"
      action="Save"
      branch={conflict.branch}
      defaultMessage={conflict.message || `${isAnew ? 'Add' : 'Edit'} ${name}`}
      suggestedBranch={branchSuggestion(conflict.$id)}
      waiting={preview.isPending}
      commit={(words) => orpc.things.save.call({ ...change, ...words, resolves: true })}
      onError={(error) => {
        if (errorOf(error).code !== 'THING_CONFLICT') return false;
        onMoved();
        return true;
      }}
      onSaved={onSaved}
      onClose={onClose}
    >
      {preview.isPending ? (
        <SkeletonRows rows={4} />
      ) : preview.isError ? (
        <ErrorLine error={preview.error} />
      ) : (
        <FieldDiff field={preview.data.path} from={preview.data.before} to={preview.data.after} />
      )}
    </CommitDialog>
  );
}
