import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';

/** Name and e-mail, asked for where a commit needs them; then the commit goes on. */
export function IdentityForm({ onSaved }: { onSaved: () => void }) {
  const queries = useQueryClient();
  const me = useQuery(orpc.auth.me.queryOptions());
  const [name, setName] = useState<string | null>(null);
  const [email, setEmail] = useState<string | null>(null);
  const save = useMutation(
    orpc.auth.updateMe.mutationOptions({
      onSuccess: (user) => {
        queries.setQueryData(orpc.auth.me.queryKey(), user);
        onSaved();
      },
    }),
  );
  const values = { name: name ?? me.data?.name ?? '', email: email ?? me.data?.email ?? '' };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(values);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field label="Your name">
        <Input
          required
          autoComplete="name"
          placeholder="Ada Lovelace"
          value={values.name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label="Your e-mail">
        <Input
          required
          type="email"
          autoComplete="email"
          placeholder="ada@example.org"
          value={values.email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      {save.isError && <ErrorLine error={save.error} />}
      <Button type="submit" size="sm" variant="primary" busy={save.isPending} className="self-start">
        Save and go on
      </Button>
    </form>
  );
}
