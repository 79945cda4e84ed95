import type { Account } from '@craftastic/contract/people';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link2, UserMinus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { count, formatAge } from '../../app/format.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { confirm } from '../../components/confirm.tsx';
import { ErrorLine, ErrorState } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { ShownOnce } from './shown-once.tsx';

/** Who may log in, for those who look after the server. */
export function People() {
  const queries = useQueryClient();
  const people = useQuery(orpc.people.list.queryOptions());
  const me = useQuery(orpc.auth.me.queryOptions()).data;
  const [login, setLogin] = useState('');
  const reread = () => void queries.invalidateQueries({ queryKey: orpc.people.key() });
  const invite = useMutation(orpc.people.invite.mutationOptions({ onSuccess: reread }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ login: login.trim() }, { onSuccess: () => setLogin('') });
  };
  if (people.isPending) return <SkeletonRows rows={3} className="px-0" />;
  if (people.isError) return <ErrorState error={people.error} onRetry={() => void people.refetch()} />;
  return (
    <div className="flex flex-col gap-5">
      {invite.data && (
        <ShownOnce
          label={`Link for ${invite.variables.login}`}
          value={invite.data.url}
          help="It logs in once, within a week. Send it to them alone; it is not shown again."
        />
      )}
      <ul aria-label="People" className="divide-y divide-border rounded-lg border border-border">
        {people.data.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            own={person.id === me?.id}
            onLink={() => invite.mutate({ login: person.login })}
            onChanged={reread}
          />
        ))}
      </ul>
      <form onSubmit={submit} aria-label="Invite" className="flex flex-col gap-2">
        <div className="flex items-end gap-2">
          <Field label="Login of somebody new" className="flex-1">
            <Input value={login} onChange={(event) => setLogin(event.target.value)} maxLength={39} />
          </Field>
          <Button
            type="submit"
            variant="primary"
            busy={invite.isPending}
            disabled={login.trim() === ''}
            className="h-8"
          >
            Invite
          </Button>
        </div>
        {invite.isError && <ErrorLine error={invite.error} />}
      </form>
    </div>
  );
}

interface PersonRowProps {
  person: Account;
  own: boolean;
  onLink: () => void;
  onChanged: () => void;
}

function PersonRow({ person, own, onLink, onChanged }: PersonRowProps) {
  const now = useNow();
  const { id, login, environments: owned } = person;
  const update = useMutation(
    orpc.people.update.mutationOptions({
      onSettled: onChanged,
      onError: (error) => toast.failed(`${login} stays as before`, error),
    }),
  );
  const remove = useMutation(
    orpc.people.remove.mutationOptions({
      onSettled: onChanged,
      onError: (error) => toast.failed(`${login} was not removed`, error),
    }),
  );
  const ask = async () => {
    const yes = await confirm({
      title: `Remove ${login} from this server?`,
      body: `Their logins, tokens and memberships end at once. What they did stays in the history.${
        owned === 0 ? '' : ` ${count(owned, 'environment')} of theirs will be yours; you can offer them to a member.`
      }`,
      action: owned === 0 ? 'Remove' : 'Take over and remove',
      danger: true,
    });
    if (yes) remove.mutate({ id, takeOver: owned > 0 });
  };
  return (
    <li aria-label={login} className="flex min-h-12 items-center gap-3 py-1.5 pr-2 pl-3">
      <Avatar name={person.name ?? login} size={26} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 truncate font-medium">
          {login}
          {own && <Badge>you</Badge>}
          {person.github && <Badge tone="info">GitHub</Badge>}
        </p>
        <p className="truncate text-muted text-sm">
          {count(person.environments, 'environment')} · {seenOf(person, now)}
        </p>
      </div>
      <Checkbox
        label="Looks after the server"
        checked={person.admin}
        disabled={own || update.isPending}
        onChange={(admin) => update.mutate({ id, admin })}
        className="text-sm"
      />
      <IconButton icon={Link2} label={`New login link for ${login}`} onClick={onLink} />
      <IconButton icon={UserMinus} label={`Remove ${login}`} disabled={own} onClick={() => void ask()} />
    </li>
  );
}

function seenOf({ lastSeenAt }: Account, now: number): string {
  if (lastSeenAt === null) return 'not logged in';
  const age = formatAge(lastSeenAt, now);
  return age === 'now' ? 'here now' : `last here ${age} ago`;
}
