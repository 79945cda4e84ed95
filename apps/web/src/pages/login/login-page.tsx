import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { errorOf, orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { Logo } from '../../components/logo.tsx';

export function LoginPage() {
  const [token, setToken] = useState('');
  const { from } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const login = useMutation(
    orpc.auth.login.mutationOptions({
      onSuccess: (user) => {
        queries.setQueryData(orpc.auth.me.queryKey(), user);
        // The way into a preview is the server's, and not a page of this app.
        if (from?.startsWith('/preview/')) window.location.replace(from);
        else void navigate({ href: from ?? '/', replace: true });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') login.mutate({ token: token.trim() });
  };
  const failure = login.isError ? errorOf(login.error) : null;
  return (
    <main className="flex h-full items-center justify-center p-6">
      <form onSubmit={submit} className="w-full max-w-90">
        <Logo size={40} />
        <h1 className="mt-5 font-semibold text-2xl tracking-tight">Log in to Craftastic</h1>
        <p className="mt-1 mb-6 text-muted">
          The server printed an address with a token when it started. Open that address, or paste its token here.
        </p>
        <Field
          label="Access token"
          error={
            failure && (failure.code === 'UNAUTHENTICATED' ? 'This is not the token of this server.' : failure.message)
          }
        >
          <Input
            type="password"
            name="token"
            autoComplete="current-password"
            autoFocus
            value={token}
            onChange={(event) => setToken(event.target.value)}
            className="h-9 font-mono"
          />
        </Field>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          busy={login.isPending}
          disabled={token.trim() === ''}
          className="mt-4 w-full"
        >
          Log in
        </Button>
      </form>
    </main>
  );
}
