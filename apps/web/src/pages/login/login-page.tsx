import type { User } from '@craftastic/contract/auth';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { errorOf, orpc } from '../../api/client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { Field, Input } from '../../components/field.tsx';
import { Logo } from '../../components/logo.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { DeviceLogin } from '../../modules/github/device-login.tsx';
import { problemSentence } from '../../modules/github/problem.ts';
import { signInUrl } from '../../modules/github/sign-in-url.ts';

export function LoginPage() {
  const { from, problem, refused } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const github = useQuery(orpc.github.signIn.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data;
  useTitle('Log in');
  const enter = (user: User) => {
    queries.setQueryData(orpc.auth.me.queryKey(), user);
    // The way into a preview is the server's, and not a page of this app.
    if (from?.startsWith('/preview/')) window.location.replace(from);
    else void navigate({ href: from ?? '/', replace: true });
  };
  const sentence = refused ? 'This link is not, or no longer, good for a login.' : problemSentence(problem);
  return (
    <main className="flex h-full items-center justify-center overflow-y-auto p-6">
      <div className="w-full max-w-90">
        <Logo size={40} />
        <h1 className="mt-5 font-semibold text-2xl tracking-tight">Log in to Craftastic</h1>
        {sentence && (
          <p role="alert" className="mt-3 rounded-lg bg-danger-soft px-3 py-2 text-danger-text">
            {sentence}
          </p>
        )}
        {github?.offered && (
          <div className="mt-5 flex flex-col gap-2">
            <a href={signInUrl(from ?? '/')} className={cn(buttonClass('primary', 'lg'), 'w-full')}>
              Sign in with GitHub
            </a>
            <DeviceLogin host={github.host} onDone={enter} />
            <p className="my-3 flex items-center gap-3 text-faint text-sm before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
              or
            </p>
          </div>
        )}
        <TokenLogin first={github?.offered === false} onDone={enter} />
      </div>
    </main>
  );
}

/** `first`: it is the only way in, and so the way that is explained. */
function TokenLogin({ first, onDone }: { first: boolean; onDone: (user: User) => void }) {
  const [token, setToken] = useState('');
  const login = useMutation(orpc.auth.login.mutationOptions({ onSuccess: onDone }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') login.mutate({ token: token.trim() });
  };
  const failure = login.isError ? errorOf(login.error) : null;
  return (
    <form onSubmit={submit}>
      {first && (
        <p className="mt-1 mb-6 text-muted">
          The server printed an address with a token when it started. Open that address, or paste its token here.
        </p>
      )}
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
        variant={first ? 'primary' : 'secondary'}
        size="lg"
        busy={login.isPending}
        disabled={token.trim() === ''}
        className="mt-4 w-full"
      >
        Log in
      </Button>
    </form>
  );
}
