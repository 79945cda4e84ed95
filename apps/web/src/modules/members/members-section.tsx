import type { Role } from '@craftastic/contract/access';
import type { Environment } from '@craftastic/contract/environments';
import type { Member } from '@craftastic/contract/members';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Crown, UserMinus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { confirm } from '../../components/confirm.tsx';
import { ErrorLine, ErrorState } from '../../components/error-state.tsx';
import { Field, Input } from '../../components/field.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { Select } from '../../components/select.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast.tsx';
import { mayAdmin, ROLE_NAMES, WANTS_ADMIN } from './role.ts';
import { useReread } from './use-reread.ts';

const ROLES: { value: Role; label: string }[] = [
  { value: 'read', label: ROLE_NAMES.read },
  { value: 'write', label: ROLE_NAMES.write },
  { value: 'admin', label: ROLE_NAMES.admin },
];

/** Who may do what in an environment. */
export function MembersSection({ environment }: { environment: Environment }) {
  const { id } = environment;
  const admin = mayAdmin(environment.role);
  const me = useQuery(orpc.auth.me.queryOptions()).data;
  const members = useQuery(orpc.members.list.queryOptions({ input: { id } }));
  return (
    <section aria-label="Members" className="mt-10 flex flex-col gap-4">
      <div>
        <h2 className="font-semibold text-lg">Members</h2>
        <p className="text-muted">
          Read looks at files, git and previews. Write works in sessions. Admin changes settings and members.
        </p>
      </div>
      {members.isPending ? (
        <SkeletonRows rows={2} className="px-0" />
      ) : members.isError ? (
        <ErrorState error={members.error} onRetry={() => void members.refetch()} />
      ) : (
        <ul className="divide-y divide-border rounded-xl border border-border bg-raised">
          {members.data.map((member) => (
            <MemberRow
              key={member.id}
              environment={environment}
              member={member}
              own={member.id === me?.id}
              admin={admin}
            />
          ))}
        </ul>
      )}
      {admin ? <AddMember environmentId={id} /> : <p className="text-muted text-sm">{WANTS_ADMIN}</p>}
    </section>
  );
}

interface MemberRowProps {
  environment: Environment;
  member: Member;
  /** It is the one who looks at it. */
  own: boolean;
  admin: boolean;
}

function MemberRow({ environment, member, own, admin }: MemberRowProps) {
  const navigate = useNavigate();
  const reread = useReread();
  const { id } = environment;
  const { login, role } = member;
  const set = useMutation(
    orpc.members.set.mutationOptions({
      onSettled: reread,
      onError: (error) => toast.failed(`The role of ${login} did not change`, error),
    }),
  );
  const remove = useMutation(
    orpc.members.remove.mutationOptions({
      onSettled: reread,
      onError: (error) => toast.failed(`${login} was not removed`, error),
    }),
  );
  const offer = useMutation(
    orpc.members.offer.mutationOptions({
      onSettled: reread,
      onError: (error) => toast.failed(`${environment.name} was not offered`, error),
    }),
  );
  const leave = useMutation(
    orpc.members.leave.mutationOptions({
      onSuccess: () => navigate({ to: '/' }),
      onError: (error) => toast.failed('You did not leave', error),
    }),
  );
  const ask = async () => {
    const yes = await confirm({
      title: own ? `Leave ${environment.name}?` : `Remove ${login}?`,
      body: own
        ? 'You lose access at once. An admin can add you again.'
        : 'They lose access at once, with terminals and pages that they have open.',
      action: own ? 'Leave' : 'Remove',
      danger: true,
    });
    if (yes) own ? leave.mutate({ id }) : remove.mutate({ id, login });
  };
  const askOffer = async () => {
    const yes = await confirm({
      title: `Offer ${environment.name} to ${login}?`,
      body: 'Once they accept, here on this page, it belongs to them, and you stay as an admin.',
      action: 'Offer',
    });
    if (yes) offer.mutate({ id, login });
  };
  return (
    <li aria-label={login} className="flex min-h-12 items-center gap-3 py-1.5 pr-2 pl-4">
      <Avatar name={member.name ?? login} size={26} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 truncate font-medium">
          {member.name ?? login}
          {own && <Badge>you</Badge>}
          {member.offered && <Badge tone="info">offered ownership</Badge>}
        </p>
        {member.name !== null && <p className="truncate text-muted text-sm">{login}</p>}
      </div>
      {environment.role === 'owner' && !own && (
        <IconButton
          icon={Crown}
          label={member.offered ? `Take back the offer to ${login}` : `Make ${login} the owner`}
          busy={offer.isPending}
          onClick={() => (member.offered ? offer.mutate({ id, login: null }) : void askOffer())}
        />
      )}
      {role !== 'owner' && admin ? (
        <Select
          label={`Role of ${login}`}
          value={role}
          onChange={(next) => set.mutate({ id, login, role: next })}
          options={ROLES}
          className="w-28"
        />
      ) : (
        <span className="px-2 text-muted">{ROLE_NAMES[role]}</span>
      )}
      {role !== 'owner' && (admin || own) ? (
        <IconButton
          icon={UserMinus}
          label={own ? 'Leave this environment' : `Remove ${login}`}
          busy={remove.isPending || leave.isPending}
          onClick={() => void ask()}
        />
      ) : (
        <span className="w-7" />
      )}
    </li>
  );
}

function AddMember({ environmentId }: { environmentId: string }) {
  const reread = useReread();
  const [login, setLogin] = useState('');
  const [role, setRole] = useState<Role>('write');
  const add = useMutation(
    orpc.members.set.mutationOptions({
      onSuccess: (member) => {
        setLogin('');
        toast.done(`${member.login} is a member now`);
        reread();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ id: environmentId, login: login.trim(), role });
  };
  return (
    <form onSubmit={submit} aria-label="Add a member" className="flex flex-col gap-2">
      <div className="flex items-end gap-2">
        <Field label="Login" className="flex-1">
          <Input
            value={login}
            onChange={(event) => {
              setLogin(event.target.value);
              if (add.isError) add.reset();
            }}
            placeholder="octocat"
            maxLength={39}
          />
        </Field>
        <Field label="Role" className="w-28">
          <Select value={role} onChange={setRole} options={ROLES} />
        </Field>
        <Button type="submit" busy={add.isPending} disabled={login.trim() === ''} className="h-8">
          Add member
        </Button>
      </div>
      {add.isError && <ErrorLine error={add.error} />}
    </form>
  );
}
