import { displayPath } from '@craftastic/contract/git-path';
import { useMutation, useQuery } from '@tanstack/react-query';
import { GitMerge } from 'lucide-react';
import { useEffect, useState } from 'react';
import { client, orpc } from '../../../api/client.ts';
import { count } from '../../../app/format.ts';
import { Button } from '../../../components/button.tsx';
import { DropdownMenu } from '../../../components/menu.tsx';
import { toast } from '../../../components/toast.tsx';
import type { Buffer } from '../buffers/buffer.ts';
import type { Monaco } from '../monaco/monaco.ts';
import { openDiff } from '../open-file.ts';
import { saveBuffer } from '../tabs/actions.ts';
import { nameOf } from '../tabs/tabs.ts';
import { Banner } from '../views/banner.tsx';
import './markers.css';
import { resolveAllMarked, showMarkers } from './resolve-markers.ts';

interface ConflictBannerProps {
  sessionId: string;
  buffer: Buffer;
  monaco: Monaco;
}

/** Above a file that a merge or rebase left in conflict: how many are left, the sides, and the end of it. */
export function ConflictBanner({ sessionId, buffer, monaco }: ConflictBannerProps) {
  const change = useQuery({
    ...orpc.git.status.queryOptions({ input: { sessionId } }),
    select: (status) => status.changes.find((each) => each.group === 'conflicted' && each.path === buffer.path),
  }).data;
  const [left, setLeft] = useState(0);
  const { model, path } = buffer;
  const conflicted = change !== undefined;

  useEffect(() => {
    if (!model || model.isDisposed() || !conflicted) return;
    const markers = showMarkers(monaco, model, setLeft);
    return () => markers.dispose();
  }, [monaco, model, conflicted]);

  const resolve = useMutation({
    mutationFn: async () => {
      if (buffer.state.get().dirty && !(await saveBuffer(buffer))) return;
      await client.git.resolve({ sessionId, path, take: 'worktree' });
    },
    onError: (error) => toast.failed(`${displayPath(nameOf(path))} is not marked as resolved`, error),
  });

  if (!change || !model) return null;
  return (
    <Banner
      tone={left > 0 ? 'warning' : 'info'}
      icon={GitMerge}
      actions={
        <>
          <DropdownMenu
            items={[
              {
                label: 'Ours and theirs',
                onSelect: () => openDiff(sessionId, { path, left: 'ours', right: 'theirs' }),
              },
              { label: 'Base and ours', onSelect: () => openDiff(sessionId, { path, left: 'base', right: 'ours' }) },
              {
                label: 'Base and theirs',
                onSelect: () => openDiff(sessionId, { path, left: 'base', right: 'theirs' }),
              },
            ]}
          >
            <Button size="sm">Compare</Button>
          </DropdownMenu>
          {left > 0 && (
            <DropdownMenu
              items={[
                { label: 'Accept all current', onSelect: () => resolveAllMarked(model, 'current') },
                { label: 'Accept all incoming', onSelect: () => resolveAllMarked(model, 'incoming') },
                { label: 'Accept both everywhere', onSelect: () => resolveAllMarked(model, 'both') },
              ]}
            >
              <Button size="sm">Accept all</Button>
            </DropdownMenu>
          )}
          <Button
            size="sm"
            variant={left > 0 ? 'secondary' : 'primary'}
            busy={resolve.isPending}
            onClick={() => resolve.mutate()}
          >
            Mark as resolved
          </Button>
        </>
      }
    >
      {left > 0
        ? `${count(left, 'conflict')} left in this file${change.conflict ? ` (${change.conflict})` : ''}.`
        : `No conflict is marked any more${change.conflict ? ` (${change.conflict})` : ''}.`}
    </Banner>
  );
}
