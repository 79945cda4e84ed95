import type { Saved } from '@craftastic/contract/thing-edits';
import type { Thing } from '@craftastic/contract/things';
import { useQuery } from '@tanstack/react-query';
import { FolderInput, PencilLine, Trash2 } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { Button } from '../../components/button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { branchSuggestion } from './branch-suggestion.ts';
import { CommitDialog } from './commit-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';

interface EditActionsProps {
  thing: Thing;
  /** By one's role. */
  mayEdit: boolean;
  onEdit: () => void;
  onResolve: () => void;
  /** Of the binding. */
  folder: string;
  onMoved: (saved: Saved) => void;
  onDeleted: () => void;
}

/** What can be done to a Thing, or why it can’t. */
export function EditActions({ thing, mayEdit, onEdit, onResolve, folder, onMoved, onDeleted }: EditActionsProps) {
  const [deleting, setDeleting] = useState(false);
  const [moving, setMoving] = useState(false);
  const { ns, branch } = thing;
  const id = thing.$id;
  const source = useQuery(orpc.things.source.queryOptions({ input: { id, ns, branch }, enabled: mayEdit })).data;
  const canEdit = mayEdit && source?.refusal === null;
  const latest = useRef(onEdit);
  latest.current = onEdit;
  useCommands(
    useMemo(
      (): Command[] =>
        canEdit
          ? [
              { id: 'thing.edit', title: 'Edit this Thing', group: 'Things', run: () => latest.current() },
              { id: 'thing.move', title: 'Move or rename this Thing', group: 'Things', run: () => setMoving(true) },
            ]
          : [],
      [canEdit],
    ),
  );
  if (!mayEdit || !source) return null;
  const { refusal, conflict, path } = source;
  return (
    <>
      <div className="flex shrink-0 items-center gap-1">
        {conflict && (
          <Button variant="primary" onClick={onResolve}>
            Resolve your edit
          </Button>
        )}
        <Button
          disabled={refusal !== null}
          onClick={onEdit}
          aria-describedby={refusal === null ? undefined : 'no-edit'}
        >
          <PencilLine aria-hidden size={13} />
          Edit
        </Button>
        <IconButton
          icon={FolderInput}
          label="Move or rename"
          disabled={refusal !== null}
          onClick={() => setMoving(true)}
        />
        <IconButton icon={Trash2} label="Delete Thing" disabled={refusal !== null} onClick={() => setDeleting(true)} />
      </div>
      {refusal !== null && (
        <p id="no-edit" className="basis-full text-muted text-sm">
          {refusal}
        </p>
      )}
      {moving && (
        <MoveDialog
          thing={thing}
          folder={folder}
          onSaved={(saved) => {
            setMoving(false);
            onMoved(saved);
          }}
          onClose={() => setMoving(false)}
        />
      )}
      {deleting && (
        <CommitDialog
          title={`Delete ${thing.name}?`}
          action="Delete"
          danger
          branch={branch}
          defaultMessage={`Delete ${thing.name}`}
          suggestedBranch={branchSuggestion(id)}
          commit={(words) => orpc.things.remove.call({ id, ns, branch, base: thing.version, ...words })}
          onSaved={() => {
            setDeleting(false);
            onDeleted();
          }}
          onClose={() => setDeleting(false)}
        >
          <p>
            The commit deletes <code className="font-mono text-sm">{path}</code>. Git keeps what it said.
          </p>
        </CommitDialog>
      )}
    </>
  );
}
