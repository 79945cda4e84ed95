import { useQuery } from '@tanstack/react-query';
import { ArchiveRestore, ClipboardCheck, Trash2 } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { formatAge } from '../../app/format.ts';
import { ErrorLine } from '../../components/error-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { gitActionsOf } from './git-actions.ts';

export function Stashes({ sessionId }: { sessionId: string }) {
  const stashes = useQuery(orpc.git.stashes.queryOptions({ input: { sessionId } }));
  const now = useNow();
  const git = gitActionsOf(sessionId);
  if (stashes.isPending) return <SkeletonRows rows={2} />;
  if (stashes.isError) return <ErrorLine error={stashes.error} className="m-2" />;
  return (
    <ul className="max-h-36 overflow-y-auto pb-1">
      {stashes.data.map(({ index, message, createdAt }) => (
        <li key={`${createdAt} ${index}`} className="group/row flex h-6 items-center gap-1 pr-2 pl-7 hover:bg-hover">
          <span title={message} className="min-w-0 flex-1 truncate">
            {message}
          </span>
          <span className="flex shrink-0 items-center opacity-0 focus-within:opacity-100 group-hover/row:opacity-100 pointer-coarse:opacity-100">
            <IconButton
              size="sm"
              icon={ClipboardCheck}
              label={`Apply stash ${index}, and keep it`}
              onClick={() => void git.withStash('apply', index)}
            />
            <IconButton
              size="sm"
              icon={ArchiveRestore}
              label={`Pop stash ${index}`}
              onClick={() => void git.withStash('pop', index)}
            />
            <IconButton
              size="sm"
              icon={Trash2}
              label={`Drop stash ${index}`}
              onClick={() => void git.withStash('drop', index)}
            />
          </span>
          <span className="shrink-0 text-faint text-xs">{formatAge(createdAt, now)}</span>
        </li>
      ))}
    </ul>
  );
}
