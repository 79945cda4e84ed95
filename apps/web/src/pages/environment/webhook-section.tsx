import type { Environment } from '@craftastic/contract/environments';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { confirm } from '../../components/confirm.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { CopyButton } from '../../modules/things/copy-button.tsx';

/** How the git host of a repository tells this server of pushes. The secret is here from its making until the page is left. */
export function WebhookSection({ environment }: { environment: Environment }) {
  const queries = useQueryClient();
  const { id, webhook } = environment;
  const onSuccess = () => queries.invalidateQueries({ queryKey: orpc.environments.get.queryKey({ input: { id } }) });
  const create = useMutation(orpc.environments.createWebhook.mutationOptions({ onSuccess }));
  const remove = useMutation(
    orpc.environments.removeWebhook.mutationOptions({
      onSuccess: () => {
        create.reset();
        return onSuccess();
      },
    }),
  );
  const stop = async () => {
    const sure = await confirm({
      title: 'Take no more webhooks?',
      body: 'Pushes are then found by the clock, every five minutes. Remove the webhook at the git host, too.',
      action: 'Stop',
      danger: true,
    });
    if (sure) remove.mutate({ id });
  };
  const made = create.data;
  return (
    <section className="mt-6 flex flex-col gap-3 rounded-xl border border-border bg-raised p-4">
      <div>
        <h2 className="font-semibold">Webhook</h2>
        <p className="text-muted">
          {webhook
            ? 'The git host tells this server of pushes, so content follows at once.'
            : 'Let GitHub tell this server of pushes, and content follows at once, not within five minutes.'}
        </p>
      </div>
      {made && (
        <div className="flex flex-col gap-3 rounded-lg border border-border bg-bg p-3">
          <p>
            At GitHub, under Settings → Webhooks → Add webhook, give these two, the content type{' '}
            <code>application/json</code>, and the events pushes, branch or tag creation, and branch or tag deletion.
            The secret is shown this once.
          </p>
          <Copied label="Payload URL" text={made.url} />
          <Copied label="Secret" text={made.secret} />
        </div>
      )}
      {(create.error ?? remove.error) && <ErrorLine error={create.error ?? remove.error} />}
      <div className="flex gap-2">
        <Button busy={create.isPending} onClick={() => create.mutate({ id })}>
          {webhook ? 'Make a new secret' : 'Set up a webhook'}
        </Button>
        {webhook && (
          <Button busy={remove.isPending} onClick={() => void stop()}>
            Stop taking webhooks
          </Button>
        )}
      </div>
    </section>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  return (
    <div className="flex items-end gap-2">
      <div className="flex-1">
        <Field label={label}>
          <Input value={text} readOnly className="font-mono text-sm" onFocus={(event) => event.target.select()} />
        </Field>
      </div>
      <CopyButton text={text} label={`Copy ${label}`} done={`${label} copied`} />
    </div>
  );
}
