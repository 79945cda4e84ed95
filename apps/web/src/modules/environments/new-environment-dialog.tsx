import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { errorOf, orpc } from '../../api/client.ts';
import { environmentsKey } from '../../api/live.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { RepositoryPicker } from '../github/repository-picker.tsx';
import { TokenForm } from '../settings/token-form.tsx';
import { parseRepositoryUrl } from './repository-url.ts';

export type NewEnvironmentKind = 'clone' | 'empty' | 'github';

interface NewEnvironmentDialogProps {
  /** Null while shut. */
  kind: NewEnvironmentKind | null;
  onKind: (kind: NewEnvironmentKind | null) => void;
}

export function NewEnvironmentDialog({ kind, onKind }: NewEnvironmentDialogProps) {
  const close = () => onKind(null);
  const github = useQuery(orpc.github.connection.queryOptions({ enabled: kind !== null, staleTime: 0 })).data;
  const fromGithub = github !== undefined && (github.offered || github.state !== 'none');
  return (
    <Dialog open={kind !== null} onOpenChange={(open) => !open && close()} title="New environment" size="md">
      <Tabs
        label="Where its repository comes from"
        value={kind ?? 'clone'}
        onChange={onKind}
        tabs={[
          { value: 'clone', label: 'Clone a repository', content: <CloneForm onDone={close} /> },
          ...(fromGithub
            ? [{ value: 'github' as const, label: 'From GitHub', content: <RepositoryPicker onDone={close} /> }]
            : []),
          { value: 'empty', label: 'New repository', content: <EmptyForm onDone={close} /> },
        ]}
      />
    </Dialog>
  );
}

function useCreate(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation(
    orpc.environments.create.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries({ queryKey: environmentsKey });
        onDone();
      },
    }),
  );
}

/** Errors that a token of the host may cure. */
const WANTS_TOKEN: readonly string[] = ['GIT_AUTHENTICATION_FAILED', 'REPOSITORY_NOT_FOUND'];
/** Errors that are about the address. */
const OF_URL: readonly string[] = ['URL_INVALID', 'HOST_NOT_ALLOWED', 'HOST_UNREACHABLE', 'REPOSITORY_NOT_FOUND'];

function CloneForm({ onDone }: { onDone: () => void }) {
  const [url, setUrl] = useState('');
  const [name, setName] = useState('');
  const [checked, setChecked] = useState(false);
  const create = useCreate(onDone);
  const parsed = parseRepositoryUrl(url);
  const submitIt = () => {
    setChecked(true);
    if (parsed) create.mutate({ url: url.trim(), ...(name.trim() !== '' && { name: name.trim() }) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    submitIt();
  };
  const failure = create.isError ? errorOf(create.error) : null;
  const urlError =
    checked && !parsed
      ? 'This is not the address of a git repository. One looks like https://github.com/owner/name.'
      : failure && OF_URL.includes(failure.code)
        ? failure.message
        : undefined;
  return (
    <div className="flex flex-col gap-4">
      <form id="clone" onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Repository URL" error={urlError}>
          <Input
            value={url}
            onChange={(event) => {
              setUrl(event.target.value);
              if (create.isError) create.reset();
            }}
            placeholder="https://github.com/owner/name"
            inputMode="url"
            className="h-9"
            autoFocus
          />
        </Field>
        <Field label="Name (optional)">
          <Input value={name} onChange={(event) => setName(event.target.value)} placeholder={parsed?.name ?? ''} />
        </Field>
      </form>
      {failure && !OF_URL.includes(failure.code) && <ErrorLine error={create.error} />}
      {failure && WANTS_TOKEN.includes(failure.code) && parsed ? (
        <section className="rounded-lg border border-border bg-surface p-3">
          <h3 className="mb-2 font-medium">Token for {parsed.host}</h3>
          <TokenForm origin={parsed.origin} onAdded={submitIt} submitLabel="Add token and clone" />
        </section>
      ) : (
        <p className="text-muted text-sm">
          A private repository needs a token of its host. If there is none yet, you are asked for it.
        </p>
      )}
      <div className="flex justify-end">
        <Button type="submit" form="clone" variant="primary" busy={create.isPending} disabled={url.trim() === ''}>
          Clone
        </Button>
      </div>
    </div>
  );
}

function EmptyForm({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('');
  const create = useCreate(onDone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim() });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field
        label="Name"
        help="A repository with a first commit, served by this server. Its address appears on the list."
      >
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={100}
          className="h-9"
          autoFocus
          required
        />
      </Field>
      {create.isError && <ErrorLine error={create.error} />}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={create.isPending} disabled={name.trim() === ''}>
          Create
        </Button>
      </div>
    </form>
  );
}
