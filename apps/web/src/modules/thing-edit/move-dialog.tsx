import type { Saved } from '@craftastic/contract/thing-edits';
import type { Thing } from '@craftastic/contract/things';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { count } from '../../app/format.ts';
import { Field, Input } from '../../components/field.tsx';
import { branchSuggestion } from './branch-suggestion.ts';
import { CommitDialog } from './commit-dialog.tsx';

interface MoveDialogProps {
  thing: Thing;
  /** Of the binding. */
  folder: string;
  onSaved: (saved: Saved) => void;
  onClose: () => void;
}

/** Another name or another folder for a Thing's file. */
export function MoveDialog({ thing, folder, onSaved, onClose }: MoveDialogProps) {
  const { $id: id, ns, branch, version, name, $source } = thing;
  const was = folder === '' ? $source.path : $source.path.slice(folder.length + 1);
  const [path, setPath] = useState(was);
  const to = path.trim();
  const links = thing.backlinks.length;
  return (
    <CommitDialog
      title={`Move ${name}`}
      action="Move"
      branch={branch}
      defaultMessage={`Move ${name} to ${to}`}
      suggestedBranch={branchSuggestion(id)}
      waiting={to === '' || to === was}
      commit={(words) => orpc.things.move.call({ id, ns, branch, base: version, path: to, ...words })}
      onSaved={onSaved}
      onClose={onClose}
    >
      <Field
        label="File"
        help={`Below ${folder === '' ? 'the top of the repository' : folder}; folders are made as they are needed`}
      >
        <Input
          value={path}
          onChange={(event) => setPath(event.target.value)}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <p className="text-muted">
        Its old address goes on leading to it.{' '}
        {links > 0 && `${count(links, 'link')} from other Things ${links === 1 ? 'stays' : 'stay'} as written.`}
      </p>
    </CommitDialog>
  );
}
