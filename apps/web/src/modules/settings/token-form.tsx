import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { ErrorLine } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';

interface TokenFormProps {
  /** Filled in where a host asked for a token: https://github.com */
  origin?: string;
  /** After the token is stored: the moment to try again. */
  onAdded?: () => void;
  submitLabel?: string;
}

/** Adds the token of a git host. It goes to the server once, and is never shown again. */
export function TokenForm({ origin: asked = '', onAdded, submitLabel = 'Add token' }: TokenFormProps) {
  const queries = useQueryClient();
  const [origin, setOrigin] = useState(asked);
  const [username, setUsername] = useState('');
  const [token, setToken] = useState('');
  const add = useMutation(
    orpc.tokens.create.mutationOptions({
      onSuccess: () => {
        setToken('');
        if (asked === '') setOrigin('');
        setUsername('');
        void queries.invalidateQueries({ queryKey: orpc.tokens.key() });
        onAdded?.();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Dialogs around this form have forms of their own.
    event.stopPropagation();
    add.mutate({
      origin: origin.trim(),
      token: token.trim(),
      ...(username.trim() !== '' && { username: username.trim() }),
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Git host">
          <Input
            value={origin}
            onChange={(event) => setOrigin(event.target.value)}
            placeholder="https://github.com"
            required
          />
        </Field>
        <Field label="User name (optional)">
          <Input
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            placeholder="x-access-token"
            name="git-username"
          />
        </Field>
      </div>
      <Field
        label="Token"
        help="It needs read and write access to the repository’s contents. It is stored encrypted, and never enters a session."
      >
        <Input
          type="password"
          autoComplete="new-password"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          className="font-mono"
          required
          autoFocus={asked !== ''}
        />
      </Field>
      {add.isError && <ErrorLine error={add.error} />}
      <div className="flex justify-end">
        <Button
          type="submit"
          variant="primary"
          busy={add.isPending}
          disabled={origin.trim() === '' || token.trim() === ''}
        >
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
