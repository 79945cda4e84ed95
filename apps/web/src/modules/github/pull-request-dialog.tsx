import type { BranchAtGithub } from '@craftastic/contract/github';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { toast } from '../../components/toast.tsx';

interface PullRequestDialogProps {
  sessionId: string;
  branch: BranchAtGithub;
  onClose: () => void;
}

/** A pull request of the session's branch; its last commit says what it is about until somebody says it better. */
export function PullRequestDialog({ sessionId, branch, onClose }: PullRequestDialogProps) {
  const queries = useQueryClient();
  const form = useId();
  const bases = useId();
  const last = useQuery(orpc.git.log.queryOptions({ input: { sessionId, limit: 1 } })).data?.[0];
  const branches = useQuery(orpc.git.branches.queryOptions({ input: { sessionId } })).data ?? [];
  const [title, setTitle] = useState<string | null>(null);
  const [body, setBody] = useState<string | null>(null);
  const [base, setBase] = useState(branch.defaultBranch ?? 'main');
  const [draft, setDraft] = useState(false);
  const shownTitle = title ?? last?.subject ?? '';
  const open = useMutation(
    orpc.github.openPullRequest.mutationOptions({
      onSuccess: ({ number }) => {
        toast.done(`Pull request #${number} is open`);
        void queries.invalidateQueries({ queryKey: orpc.github.branch.key({ input: { sessionId } }) });
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate({ sessionId, title: shownTitle.trim(), body: body ?? last?.body ?? '', base: base.trim(), draft });
  };
  const names = new Set(
    branches.map(({ name }) => name.replace(/^origin\//, '')).filter((name) => name !== branch.branch),
  );
  return (
    <Dialog
      open
      onOpenChange={(stays) => !stays && onClose()}
      title="Open pull request"
      description={`${branch.branch} of ${branch.repository}`}
      size="md"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            busy={open.isPending}
            disabled={shownTitle.trim() === '' || base.trim() === ''}
          >
            {draft ? 'Open as draft' : 'Open pull request'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Title">
          <Input
            value={shownTitle}
            onChange={(event) => setTitle(event.target.value)}
            maxLength={256}
            spellCheck
            autoFocus
          />
        </Field>
        <Field label="Description" help="Markdown, as GitHub has it.">
          <Textarea
            value={body ?? last?.body ?? ''}
            onChange={(event) => setBody(event.target.value)}
            rows={6}
            spellCheck
          />
        </Field>
        <Field label="Into">
          <Input value={base} onChange={(event) => setBase(event.target.value)} list={bases} />
        </Field>
        <datalist id={bases}>
          {[...names].map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Checkbox
          checked={draft}
          onChange={setDraft}
          label="Draft"
          help="Not to be merged yet; nobody is asked to review."
        />
        {open.isError && <ErrorLine error={open.error} />}
      </form>
    </Dialog>
  );
}
