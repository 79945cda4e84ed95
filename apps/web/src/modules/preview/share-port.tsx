import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { toast } from '../../components/toast.tsx';
import { ShareDialog } from './share-dialog.tsx';

interface SharePortProps {
  sessionId: string;
  branch: string;
  port: number;
  path: string;
  onClose: () => void;
}

/** Links to one port of a session. */
export function SharePort({ sessionId, branch, port, path, onClose }: SharePortProps) {
  const queries = useQueryClient();
  const queryKey = orpc.previews.shares.queryKey({ input: { sessionId } });
  const onSuccess = () => queries.invalidateQueries({ queryKey });
  const onError = (error: Error) => toast.failed('The link was not revoked', error);
  return (
    <ShareDialog
      description={
        <>
          Whoever has the link sees port {port} of <span className="font-medium text-text">{branch}</span> while its
          session runs, without logging in: no files, no terminal, no other port.
        </>
      }
      share={useMutation(orpc.previews.share.mutationOptions({ onSuccess }))}
      wanted={(expiresInMinutes) => ({ sessionId, port, path, expiresInMinutes })}
      heading="Links of this session"
      shares={useQuery(orpc.previews.shares.queryOptions({ input: { sessionId } }))}
      nameOf={(share) => `port ${share.port}`}
      unshare={useMutation(orpc.previews.unshare.mutationOptions({ onSuccess, onError }))}
      named={({ id }) => ({ sessionId, id })}
      onClose={onClose}
    />
  );
}
