import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';

/** A token for the host that asked for one; then the push or pull goes on. */
export function TokenForm({ host, onSaved }: { host: string; onSaved: () => void }) {
  const queries = useQueryClient();
  const [username, setUsername] = useState('');
  const [token, setToken] = useState('');
  const save = useMutation(
    orpc.tokens.create.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries({ queryKey: orpc.tokens.key() });
        onSaved();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ origin: host, token, ...(username.trim() !== '' && { username: username.trim() }) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field label={`Token for ${host}`} help="Kept encrypted on this server, and sent to this host alone.">
        <Input
          required
          type="password"
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
      </Field>
      <Field label="User name (most hosts need none)">
        <Input value={username} placeholder="x-access-token" onChange={(event) => setUsername(event.target.value)} />
      </Field>
      {save.isError && <ErrorLine error={save.error} />}
      <Button type="submit" size="sm" variant="primary" busy={save.isPending} className="self-start">
        Add token and try again
      </Button>
    </form>
  );
}
