import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { toast } from '../../components/toast.tsx';
import { shortNs } from '../things/namespace-rows.ts';
import { ShareDialog } from './share-dialog.tsx';

interface ShareContentProps {
  ns: string;
  branch: string;
  path: string;
  onClose: () => void;
}

/** Links to the content of a branch. */
export function ShareContent({ ns, branch, path, onClose }: ShareContentProps) {
  const queries = useQueryClient();
  const queryKey = orpc.previews.contentShares.queryKey({ input: { ns } });
  const onSuccess = () => queries.invalidateQueries({ queryKey });
  const onError = (error: Error) => toast.failed('The link was not revoked', error);
  return (
    <ShareDialog
      description={
        <>
          Whoever has the link reads {shortNs(ns)} as <span className="font-medium text-text">{branch}</span> is pushed,
          without logging in: no draft, no other branch, nothing of the past.
        </>
      }
      share={useMutation(orpc.previews.shareContent.mutationOptions({ onSuccess }))}
      wanted={(expiresInMinutes) => ({ ns, branch, path, expiresInMinutes })}
      heading={`Links to ${shortNs(ns)}`}
      shares={useQuery(orpc.previews.contentShares.queryOptions({ input: { ns } }))}
      nameOf={(share) => share.branch}
      unshare={useMutation(orpc.previews.unshareContent.mutationOptions({ onSuccess, onError }))}
      named={({ id }) => ({ ns, id })}
      onClose={onClose}
    />
  );
}
