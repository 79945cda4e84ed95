import type { Environment } from '@craftastic/contract/environments';
import { useMutation, useQuery } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { toast } from '../../components/toast.tsx';
import { useReread } from './use-reread.ts';

/** For whom the owner has offered the environment to; nothing for others. */
export function OwnershipOffer({ environment }: { environment: Environment }) {
  const { id, name, repositoryUrl } = environment;
  const reread = useReread();
  const me = useQuery(orpc.auth.me.queryOptions()).data;
  const members = useQuery(orpc.members.list.queryOptions({ input: { id } })).data;
  const answer = useMutation(
    orpc.members.answerOffer.mutationOptions({
      onSuccess: (_, { accept }) => {
        if (accept) toast.done(`${name} is yours now`);
      },
      onError: (error) => toast.failed('Your answer did not arrive', error),
      onSettled: reread,
    }),
  );
  if (!members?.some((member) => member.offered && member.id === me?.id)) return null;
  return (
    <section
      aria-label="Offer"
      className="mb-6 flex flex-wrap items-center gap-3 rounded-lg bg-info-soft px-3 py-2 text-info-text"
    >
      <p className="min-w-60 flex-1">
        Its owner offers you {name}. Once it is yours, what members fetch goes with your token for{' '}
        {new URL(repositoryUrl).host}.
      </p>
      <Button variant="primary" busy={answer.isPending} onClick={() => answer.mutate({ id, accept: true })}>
        Accept
      </Button>
      <Button disabled={answer.isPending} onClick={() => answer.mutate({ id, accept: false })}>
        Decline
      </Button>
    </section>
  );
}
