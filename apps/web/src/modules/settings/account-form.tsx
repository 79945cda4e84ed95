import type { User } from '@craftastic/contract/auth';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { loginRequired } from '../../api/login.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { toast } from '../../components/toast.tsx';

/** Who you are in your commits. */
export function AccountForm() {
  const me = useQuery(orpc.auth.me.queryOptions());
  return me.data ? <Form user={me.data} /> : null;
}

function Form({ user }: { user: User }) {
  const queries = useQueryClient();
  const [name, setName] = useState(user.name ?? '');
  const [email, setEmail] = useState(user.email ?? '');
  const save = useMutation(
    orpc.auth.updateMe.mutationOptions({
      onSuccess: (saved) => {
        queries.setQueryData(orpc.auth.me.queryKey(), saved);
        toast.done('Your commits now carry this name and e-mail');
      },
    }),
  );
  const logout = useMutation(orpc.auth.logout.mutationOptions({ onSuccess: () => loginRequired() }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name: name.trim(), email: email.trim() });
  };
  const unchanged = name.trim() === (user.name ?? '') && email.trim() === (user.email ?? '');
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div className="flex items-center gap-3">
        <Avatar name={name || user.login} size={36} />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{name || user.login}</p>
          <p className="truncate text-muted text-sm">Logged in as {user.login}</p>
        </div>
        <Button busy={logout.isPending} onClick={() => logout.mutate({})}>
          Log out
        </Button>
      </div>
      <Field label="Name">
        <Input value={name} onChange={(event) => setName(event.target.value)} autoComplete="name" required />
      </Field>
      <Field label="E-mail" help="Git writes both into every commit you make, in the git panel and in the terminal.">
        <Input
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          autoComplete="email"
          required
        />
      </Field>
      {save.isError && <ErrorLine error={save.error} />}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={save.isPending} disabled={unchanged}>
          Save
        </Button>
      </div>
    </form>
  );
}
