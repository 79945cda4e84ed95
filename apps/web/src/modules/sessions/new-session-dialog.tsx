import type { Branch, Environment } from '@craftastic/contract/environments';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command as Cmdk } from 'cmdk';
import { ArrowLeft, GitBranch, GitBranchPlus, RefreshCw } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { errorData, errorOf, orpc } from '../../api/client.ts';
import { writeSession } from '../../api/live.ts';
import { formatAge } from '../../app/format.ts';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorLine, ErrorState } from '../../components/error-state.tsx';
import { controlClass, Field, Input } from '../../components/field.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { branchNameProblem } from './branch-name.ts';

interface NewSessionDialogProps {
  environment: Environment;
  onClose: () => void;
}

/** Opens a branch: one that exists, or a new one from a base. All of it goes by typing and Enter. */
export function NewSessionDialog({ environment, onClose }: NewSessionDialogProps) {
  const [newBranch, setNewBranch] = useState<string | null>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const open = (sessionId: string) => {
    onClose();
    void navigate({ to: '/sessions/$sessionId', params: { sessionId } });
  };
  const create = useMutation(
    orpc.sessions.create.mutationOptions({
      onSuccess: (session) => {
        writeSession(queries, session);
        void queries.invalidateQueries({ queryKey: orpc.environments.branches.key({ input: { id: environment.id } }) });
        open(session.id);
      },
    }),
  );
  const inUse = create.isError ? errorData(create.error, 'BRANCH_IN_USE') : null;
  const holder = inUse?.sessionId;

  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="New session"
      description={
        newBranch === null ? `Choose a branch of ${environment.name}, or type the name of a new one.` : undefined
      }
      size="md"
    >
      {newBranch === null ? (
        <BranchList
          environment={environment}
          busy={create.isPending}
          onOpenSession={open}
          onBranch={(branch) => create.mutate({ environmentId: environment.id, branch })}
          onNew={(name) => {
            create.reset();
            setNewBranch(name);
          }}
        />
      ) : (
        <NewBranchForm
          environment={environment}
          name={newBranch}
          busy={create.isPending}
          onBack={() => {
            create.reset();
            setNewBranch(null);
          }}
          onCreate={(branch, base) => create.mutate({ environmentId: environment.id, branch, base })}
        />
      )}
      {create.isError && (
        <div className="mt-3 flex flex-col items-start gap-2">
          <ErrorLine error={create.error} className="w-full" />
          {holder && <Button onClick={() => open(holder)}>Open session {inUse.sessionName ?? inUse.branch}</Button>}
        </div>
      )}
    </Dialog>
  );
}

interface BranchListProps {
  environment: Environment;
  busy: boolean;
  onBranch: (branch: string) => void;
  onOpenSession: (sessionId: string) => void;
  onNew: (name: string) => void;
}

function BranchList({ environment, busy, onBranch, onOpenSession, onNew }: BranchListProps) {
  const [text, setText] = useState('');
  const queries = useQueryClient();
  const branches = useQuery(orpc.environments.branches.queryOptions({ input: { id: environment.id }, staleTime: 0 }));
  const fetch = useMutation(
    orpc.environments.fetch.mutationOptions({
      onSuccess: (fresh) =>
        queries.setQueryData(orpc.environments.branches.queryKey({ input: { id: environment.id } }), fresh),
      onError: (error) => toast.failed('Fetch failed', error),
    }),
  );
  const wanted = text.trim();
  const known = branches.data?.some((branch) => branch.name === wanted) ?? false;
  const problem = wanted === '' ? null : branchNameProblem(wanted);

  if (branches.isError && errorOf(branches.error).code !== 'REPOSITORY_EMPTY') {
    return <ErrorState error={branches.error} onRetry={() => void branches.refetch()} />;
  }
  return (
    <Cmdk label="Branches" loop className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <Cmdk.Input
          value={text}
          onValueChange={setText}
          autoFocus
          disabled={busy}
          placeholder="Branch name"
          className={`${controlClass} h-9`}
        />
        <IconButton
          icon={RefreshCw}
          label="Fetch"
          size="lg"
          busy={fetch.isPending}
          onClick={() => fetch.mutate({ id: environment.id })}
        />
      </div>
      <Cmdk.List className="-mx-2 h-80 overflow-y-auto" aria-busy={busy || branches.isPending}>
        {branches.isPending && <SkeletonRows />}
        {branches.isSuccess && branches.data.length === 0 && wanted === '' && (
          <p className="px-2 py-8 text-center text-muted">
            This repository has no branch yet. Type a name for the first.
          </p>
        )}
        {branches.data?.map((branch) => (
          <BranchItem
            key={branch.name}
            branch={branch}
            disabled={busy}
            onSelect={() => (branch.sessionId ? onOpenSession(branch.sessionId) : onBranch(branch.name))}
          />
        ))}
        {wanted !== '' && !known && (
          <Cmdk.Item
            value={`new ${wanted}`}
            forceMount
            disabled={busy || problem !== null}
            onSelect={() => onNew(wanted)}
            className={itemClass}
          >
            <GitBranchPlus aria-hidden size={15} className="shrink-0 text-accent-text" />
            <span className="min-w-0 flex-1 truncate">
              Create branch <span className="font-medium">{wanted}</span>
            </span>
            {problem && <span className="truncate text-sm">{problem}</span>}
          </Cmdk.Item>
        )}
      </Cmdk.List>
    </Cmdk>
  );
}

const itemClass =
  'flex min-h-9 select-none items-center gap-2.5 rounded-md px-2 py-1 data-[disabled=true]:text-faint data-[selected=true]:bg-hover';

function BranchItem({ branch, disabled, onSelect }: { branch: Branch; disabled: boolean; onSelect: () => void }) {
  const now = useNow();
  return (
    <Cmdk.Item value={branch.name} disabled={disabled} onSelect={onSelect} className={itemClass}>
      <GitBranch aria-hidden size={15} className="shrink-0 text-faint" />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{branch.name}</span>
          {branch.isDefault && <Badge>default</Badge>}
          {branch.sessionId ? (
            <Badge tone="success">open</Badge>
          ) : branch.local && !branch.remote ? (
            <Badge tone="accent">local</Badge>
          ) : (
            !branch.local && <Badge tone="info">remote</Badge>
          )}
        </span>
        <span className="block truncate text-muted text-sm">{branch.subject}</span>
      </span>
      <span className="shrink-0 text-faint text-sm">{formatAge(branch.committedAt, now)}</span>
    </Cmdk.Item>
  );
}

interface NewBranchFormProps {
  environment: Environment;
  name: string;
  busy: boolean;
  onBack: () => void;
  onCreate: (branch: string, base: string) => void;
}

function NewBranchForm({ environment, name: typed, busy, onBack, onCreate }: NewBranchFormProps) {
  const [name, setName] = useState(typed);
  const [base, setBase] = useState(environment.defaultBranch ?? '');
  const list = useId();
  const branches = useQuery(orpc.environments.branches.queryOptions({ input: { id: environment.id } }));
  const problem = branchNameProblem(name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!problem) onCreate(name.trim(), base.trim());
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="New branch" error={problem}>
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="From" help="A branch or a commit.">
        <Input
          value={base}
          onChange={(event) => setBase(event.target.value)}
          onFocus={(event) => event.target.select()}
          list={list}
          autoFocus
          required
        />
      </Field>
      <datalist id={list}>
        {branches.data?.map((branch) => (
          <option key={branch.name} value={branch.name} />
        ))}
      </datalist>
      <div className="flex items-center gap-2">
        <Button variant="ghost" onClick={onBack}>
          <ArrowLeft aria-hidden size={14} />
          All branches
        </Button>
        <span className="flex-1" />
        <Button type="submit" variant="primary" busy={busy} disabled={problem !== null || base.trim() === ''}>
          Create session
        </Button>
      </div>
    </form>
  );
}
