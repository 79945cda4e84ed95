import type { Saved } from '@craftastic/contract/thing-edits';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { GitBranch } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { errorData, errorOf, orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { toast } from '../../components/toast.tsx';
import { IdentityForm } from '../git/identity-form.tsx';
import { TokenForm } from '../git/token-form.tsx';

/** What a person says to a commit. */
export interface CommitWords {
  message: string;
  newBranch?: string;
}

/** Errors that are asked about in their own way. */
const ASKED_FOR = new Set(['PROTECTED_BRANCH', 'GIT_IDENTITY_MISSING', 'GIT_AUTHENTICATION_FAILED']);

interface CommitDialogProps {
  title: string;
  /** The verb on the button. */
  action: string;
  danger?: boolean;
  branch: string;
  /** What the commit says where nothing else is written. */
  defaultMessage: string;
  /** For a branch where this one takes no commits. */
  suggestedBranch: string;
  /** What it changes. */
  children?: ReactNode;
  /** Nothing is to be committed yet. */
  waiting?: boolean;
  commit: (words: CommitWords) => Promise<Saved>;
  onSaved: (saved: Saved) => void;
  /** An error that is not for this dialog: true where it was taken. */
  onError?: (error: unknown) => boolean;
  onClose: () => void;
}

/** The last step of an edit: what it changes, what the commit says, which branch it goes to. */
export function CommitDialog(props: CommitDialogProps) {
  const { title, action, branch, defaultMessage, suggestedBranch, children, commit, onSaved, onClose } = props;
  const queries = useQueryClient();
  const form = useId();
  const [message, setMessage] = useState('');
  const [apart, setApart] = useState(false);
  const [newBranch, setNewBranch] = useState(suggestedBranch);
  const save = useMutation({
    mutationFn: commit,
    onSuccess: (saved) => {
      void queries.invalidateQueries({ queryKey: orpc.things.key() });
      void queries.invalidateQueries({ queryKey: orpc.bindings.key() });
      toast.done(saved.committed ? `Saved on ${saved.branch}` : 'Git has this already', {
        description: doneSentence(saved),
      });
      onSaved(saved);
    },
    onError: (error) => {
      if (errorOf(error).code === 'PROTECTED_BRANCH') setApart(true);
      props.onError?.(error);
    },
  });
  const { code } = errorOf(save.error);
  const branchProblem = code === 'BRANCH_EXISTS' || code === 'BRANCH_INVALID' ? errorOf(save.error).message : undefined;
  const wantsToken = errorData(save.error, 'GIT_AUTHENTICATION_FAILED');
  const send = () =>
    save.mutate({ message: message.trim() || defaultMessage, ...(apart && { newBranch: newBranch.trim() }) });

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !save.isPending && onClose()}
      title={title}
      size="lg"
      footer={
        <>
          <Button onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={form}
            variant={props.danger ? 'danger' : 'primary'}
            busy={save.isPending}
            disabled={props.waiting || (apart && newBranch.trim() === '')}
          >
            {action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {children}
        <Field label="Commit message">
          <Textarea
            value={message}
            rows={2}
            placeholder={defaultMessage}
            spellCheck
            onChange={(event) => setMessage(event.target.value)}
          />
        </Field>
        {code === 'PROTECTED_BRANCH' ? (
          <p role="alert" className="rounded-md bg-warning-soft px-2.5 py-2 text-warning-text">
            {errorOf(save.error).message} Your edit can go to a new branch, to be merged from there.
          </p>
        ) : (
          !apart && (
            <p className="flex items-center gap-1.5 text-muted">
              <GitBranch aria-hidden size={14} />
              <span>
                The commit goes to <strong className="font-medium text-text">{branch}</strong>.
              </span>
            </p>
          )
        )}
        <Checkbox label="Commit on a new branch" checked={apart} onChange={setApart} />
        {apart && (
          <Field label="Name of the new branch" help={`It begins at ${branch}.`} error={branchProblem}>
            <Input value={newBranch} onChange={(event) => setNewBranch(event.target.value)} />
          </Field>
        )}
      </form>
      {save.isError && code === 'GIT_IDENTITY_MISSING' && (
        <section aria-label="Who you are" className="mt-4 rounded-lg border border-border bg-surface p-3">
          <p className="mb-2">Commits carry a name and an e-mail.</p>
          <IdentityForm onSaved={send} />
        </section>
      )}
      {wantsToken && (
        <section aria-label="A token for the git host" className="mt-4 rounded-lg border border-border bg-surface p-3">
          <p className="mb-2">The git host takes no commit without a token of yours.</p>
          <TokenForm host={wantsToken.host} onSaved={send} />
        </section>
      )}
      {save.isError && !ASKED_FOR.has(code) && branchProblem === undefined && (
        <ErrorLine error={save.error} className="mt-4" />
      )}
    </Dialog>
  );
}

function doneSentence({ commit, committed, merged, synced, branch }: Saved): string {
  const name = commit.slice(0, 7);
  if (!committed) return `Commit ${name} has it.`;
  const what = merged ? `Commit ${name}, merged with what git had changed.` : `Commit ${name}.`;
  return synced ? what : `${what} No binding follows ${branch} yet, so it shows once it is merged.`;
}
