import type { Environment } from '@craftastic/contract/environments';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { environmentsKey } from '../../api/live.ts';
import { Button } from '../../components/button.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { Switch } from '../../components/switch.tsx';
import { toast } from '../../components/toast.tsx';
import { type Draft, draftOf, isFine, problemsOf, settingsOf } from './draft.ts';
import { RefRulesFields } from './ref-rules-fields.tsx';
import { VariablesField } from './variables-field.tsx';

export function SettingsForm({ environment }: { environment: Environment }) {
  const queries = useQueryClient();
  const [saved, setSaved] = useState(() => draftOf(environment));
  const [draft, setDraft] = useState(saved);
  const list = useId();
  const ready = environment.status === 'ready';
  const branches = useQuery(orpc.environments.branches.queryOptions({ input: { id: environment.id }, enabled: ready }));
  const save = useMutation(
    orpc.environments.update.mutationOptions({
      onSuccess: (updated) => {
        queries.setQueryData(orpc.environments.get.queryKey({ input: { id: updated.id } }), updated);
        void queries.invalidateQueries({ queryKey: environmentsKey });
        const fresh = draftOf(updated);
        setSaved(fresh);
        setDraft(fresh);
        toast.done('Settings saved');
      },
    }),
  );
  const set =
    <K extends keyof Draft>(field: K) =>
    (value: Draft[K]) =>
      setDraft((now) => ({ ...now, [field]: value }));
  const problems = problemsOf(draft);
  const dirty = JSON.stringify(draft) !== JSON.stringify(saved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isFine(problems)) save.mutate({ id: environment.id, ...settingsOf(draft) });
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-8">
      <Group id="general" title="General">
        <Field label="Name" error={problems.name}>
          <Input value={draft.name} onChange={(event) => set('name')(event.target.value)} maxLength={100} />
        </Field>
        <Field label="Default branch" help="New branches start from it.">
          <Input
            value={draft.defaultBranch}
            onChange={(event) => set('defaultBranch')(event.target.value)}
            list={list}
            placeholder="as the remote says"
          />
        </Field>
        <datalist id={list}>
          {branches.data?.map((branch) => (
            <option key={branch.name} value={branch.name} />
          ))}
        </datalist>
        <Field
          label="Stop after minutes without activity"
          error={problems.idleMinutes}
          help="Typing, terminal output and running work count as activity; an open tab alone does not. 0 for never."
        >
          <Input
            value={draft.idleMinutes}
            onChange={(event) => set('idleMinutes')(event.target.value)}
            inputMode="numeric"
            className="w-28 tabular-nums"
          />
        </Field>
      </Group>

      <Group id="sandbox" title="Sandbox" hint="Used by a session from its next start.">
        <Field
          label="Container image"
          help="Any image with git and a shell. Empty for the one that comes with Craftastic."
        >
          <Input
            value={draft.image}
            onChange={(event) => set('image')(event.target.value)}
            placeholder="default"
            className="font-mono text-sm"
          />
        </Field>
        <div>
          <Switch
            checked={draft.useDevcontainer}
            onChange={set('useDevcontainer')}
            label="Use the devcontainer.json of a branch"
          />
          <p className="mt-1 text-muted text-sm">
            Its image or Dockerfile, its user, variables and command after creation, where these settings say nothing.
            Whoever can push decides what runs there.
          </p>
        </div>
        <div className="flex flex-col gap-1">
          <h3 className="font-medium text-sm">Environment variables</h3>
          <VariablesField variables={draft.variables} problems={problems.variables} onChange={set('variables')} />
        </div>
      </Group>

      <Group id="dev-server" title="Dev server" hint="What the preview of a branch starts and shows.">
        <Field
          label="Dev command"
          help="Run in the session’s folder, in a terminal of its own. Empty for what devcontainer.json or package.json say."
        >
          <Input
            value={draft.devCommand}
            onChange={(event) => set('devCommand')(event.target.value)}
            placeholder="npm run dev"
            maxLength={4000}
            className="font-mono text-sm"
          />
        </Field>
        <Field label="Dev port" error={problems.devPort} help="Empty for the port that the dev server is seen to open.">
          <Input
            value={draft.devPort}
            onChange={(event) => set('devPort')(event.target.value)}
            inputMode="numeric"
            placeholder="5173"
            className="w-28 tabular-nums"
          />
        </Field>
      </Group>

      <Group id="new-sessions" title="New sessions">
        <Field label="Setup script" help="Run once in a new session, before it opens: npm ci, for instance.">
          <Textarea
            value={draft.setupScript}
            onChange={(event) => set('setupScript')(event.target.value)}
            rows={5}
            className="font-mono text-sm"
          />
        </Field>
        <Field
          label="Copied files"
          help="Ignored files that a new session gets from the one used last. A glob a line: .env.local"
        >
          <Textarea
            value={draft.copyList}
            onChange={(event) => set('copyList')(event.target.value)}
            rows={3}
            className="font-mono text-sm"
          />
        </Field>
      </Group>

      {environment.hosted && (
        <Group
          id="pushes"
          title="Pushes"
          hint="What this repository takes. A push that is refused says why in the terminal."
        >
          <RefRulesFields draft={draft} problems={problems} set={set} />
        </Group>
      )}

      {save.isError && <ErrorLine error={save.error} />}
      <div className="sticky bottom-0 -mx-2 flex justify-end gap-2 border-t bg-bg px-2 py-3">
        <Button disabled={!dirty} onClick={() => setDraft(saved)}>
          Discard changes
        </Button>
        <Button type="submit" variant="primary" busy={save.isPending} disabled={!dirty || !isFine(problems)}>
          Save
        </Button>
      </div>
    </form>
  );
}

function Group({ id, title, hint, children }: { id: string; title: string; hint?: string; children: ReactNode }) {
  return (
    <section id={id} className="flex scroll-mt-19 flex-col gap-4">
      <div>
        <h2 className="font-semibold text-lg">{title}</h2>
        {hint && <p className="text-muted">{hint}</p>}
      </div>
      {children}
    </section>
  );
}
