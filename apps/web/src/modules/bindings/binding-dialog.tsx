import type { Binding } from '@craftastic/contract/bindings';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { client, errorOf, orpc } from '../../api/client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { mayAdmin } from '../members/role.ts';
import { shortNs } from '../things/namespace-rows.ts';
import { type BindingDraft, draftOf, isFine, NEW_BINDING, problemsOf, settingsOf } from './binding-draft.ts';
import { RulesFields } from './rules-fields.tsx';

interface BindingDialogProps {
  /** Null for a new one. */
  binding: Binding | null;
  bindings: readonly Binding[];
  onClose: () => void;
  onSaved: (binding: Binding) => void;
}

/** What of which repository is the content of a namespace. */
export function BindingDialog({ binding, bindings, onClose, onSaved }: BindingDialogProps) {
  const form = useId();
  const queries = useQueryClient();
  const environments = useQuery(orpc.environments.list.queryOptions());
  const ready = (environments.data ?? []).filter((each) => each.status === 'ready' && mayAdmin(each.role));
  const [draft, setDraft] = useState<BindingDraft>(binding ? draftOf(binding) : NEW_BINDING);
  const [checked, setChecked] = useState(false);
  const only = ready.length === 1 ? ready[0]?.id : undefined;
  const environmentId = draft.environmentId || only || '';
  const environment = ready.find((each) => each.id === environmentId);
  const whole: BindingDraft = {
    ...draft,
    environmentId,
    // Until it is typed it is the environment's.
    defaultBranch: draft.defaultBranch || environment?.defaultBranch || '',
  };
  const save = useMutation({
    mutationFn: (settings: BindingDraft) =>
      binding
        ? client.bindings.update({ ns: binding.ns, ...settingsOf(settings) })
        : client.bindings.create({
            ns: settings.ns.trim(),
            environmentId: settings.environmentId,
            ...settingsOf(settings),
          }),
    onSuccess: (saved) => {
      void queries.invalidateQueries({ queryKey: orpc.bindings.key() });
      void queries.invalidateQueries({ queryKey: orpc.things.key() });
      onSaved(saved);
    },
  });
  const problems = problemsOf(whole);
  const shown = checked ? problems : {};
  const taken =
    save.isError && errorOf(save.error).code === 'NAMESPACE_TAKEN' ? errorOf(save.error).message : undefined;
  const change = (part: Partial<BindingDraft>) => {
    setDraft((now) => ({ ...now, ...part }));
    if (save.isError) save.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (isFine(problems)) save.mutate(whole);
  };
  const nothingToBind = environments.isSuccess && ready.length === 0 && !binding;

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={binding ? `Binding of ${shortNs(binding.ns)}` : 'Bind a folder'}
      description="Files of a folder become Things of a namespace, branch by branch, as they are pushed."
      size="md"
      footer={
        nothingToBind ? undefined : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" form={form} variant="primary" busy={save.isPending}>
              {binding ? 'Save' : 'Bind folder'}
            </Button>
          </>
        )
      }
    >
      {nothingToBind ? (
        <EmptyState
          title="No repository to bind yet"
          className="h-auto py-6"
          actions={
            <Link to="/" className={buttonClass('primary')}>
              Go to environments
            </Link>
          }
        >
          Clone a repository or make a new one first.
        </EmptyState>
      ) : (
        <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Field label="Namespace" error={taken ?? shown.ns} help="The address that the ids of its Things begin with.">
            <Input
              value={draft.ns}
              onChange={(event) => change({ ns: event.target.value })}
              placeholder="https://docs.do"
              inputMode="url"
              autoFocus={!binding}
              disabled={binding !== null}
            />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Environment" error={shown.environmentId}>
              {binding ? (
                <Input value={environment?.name ?? binding.repositoryUrl} disabled />
              ) : (
                <Select
                  value={environmentId}
                  onChange={(next) => change({ environmentId: next })}
                  options={ready.map((each) => ({ value: each.id, label: each.name }))}
                />
              )}
            </Field>
            <Field label="Folder" error={shown.path}>
              <Input
                value={draft.path}
                onChange={(event) => change({ path: event.target.value })}
                placeholder="whole repository"
                className="font-mono text-sm"
              />
            </Field>
          </div>
          <RulesFields
            draft={whole}
            problems={shown}
            namespaces={bindings.map((each) => each.ns).filter((ns) => ns !== binding?.ns)}
            onChange={change}
          />
          {save.isError && !taken && <ErrorLine error={save.error} />}
        </form>
      )}
    </Dialog>
  );
}
