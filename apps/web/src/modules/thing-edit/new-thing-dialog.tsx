import type { Saved } from '@craftastic/contract/thing-edits';
import { useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Field, Input } from '../../components/field.tsx';
import { branchSuggestion, fileNameOf } from './branch-suggestion.ts';
import { CommitDialog } from './commit-dialog.tsx';

interface NewThingDialogProps {
  ns: string;
  branch: string;
  /** Of the binding. */
  folder: string;
  onSaved: (saved: Saved) => void;
  onClose: () => void;
}

/** A title and a file; the rest is written in the form afterwards. */
export function NewThingDialog({ ns, branch, folder, onSaved, onClose }: NewThingDialogProps) {
  const [title, setTitle] = useState('');
  const [named, setNamed] = useState<string | null>(null);
  const [type, setType] = useState('');
  const path = named ?? fileNameOf(title);
  return (
    <CommitDialog
      title="New Thing"
      action="Create"
      branch={branch}
      defaultMessage={`Add ${title.trim() || path || 'a Thing'}`}
      suggestedBranch={branchSuggestion(`${ns}/${path.replace(/\.\w+$/, '')}`)}
      waiting={path.trim() === ''}
      commit={(words) =>
        orpc.things.create.call({
          ns,
          branch,
          path: path.trim(),
          data: title.trim() === '' ? {} : { title: title.trim() },
          content: title.trim() === '' ? '' : `\n# ${title.trim()}\n`,
          ...(type.trim() !== '' && { type: type.trim() }),
          ...words,
        })
      }
      onSaved={onSaved}
      onClose={onClose}
    >
      <Field label="Title">
        <Input value={title} onChange={(event) => setTitle(event.target.value)} spellCheck />
      </Field>
      <Field
        label="File"
        help={`Below ${folder === '' ? 'the top of the repository' : folder}; .md, .mdx, .yaml or .json, with folders where you like: guides/start.md`}
      >
        <Input
          value={path}
          onChange={(event) => setNamed(event.target.value)}
          placeholder="getting-started.md"
          className="font-mono"
        />
      </Field>
      <Field label="Type" help="As the binding has it for this file, where left empty">
        <Input
          value={type}
          onChange={(event) => setType(event.target.value)}
          placeholder="https://schema.org/Article"
        />
      </Field>
    </CommitDialog>
  );
}
