import { displayPath } from '@craftastic/contract/git-path';
import { pictureTypeOf } from '@craftastic/contract/picture-types';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, FileWarning } from 'lucide-react';
import { useEffect, useState } from 'react';
import { onFilesChanged } from '../../../api/session-events.ts';
import { formatBytes } from '../../../app/format.ts';
import { Button } from '../../../components/button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { download, downloadUrl } from '../../files/file-urls.ts';
import { nameOf } from '../tabs/tabs.ts';

export const isImage = (path: string): boolean => pictureTypeOf(path) !== undefined;

/**
 * A picture on a ground that shows what is transparent, at its own size or as large as fits. The server gives a
 * worktree's bytes as bytes, never as a page or a picture, so the type is said here and holds for this <img> alone: in
 * one an SVG can neither run scripts nor load anything.
 */
export function ImageView({ sessionId, path }: { sessionId: string; path: string }) {
  const queries = useQueryClient();
  const [url, setUrl] = useState<string>();
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [broken, setBroken] = useState(false);
  const bytes = useQuery({
    queryKey: ['image', sessionId, path],
    queryFn: async ({ signal }) => {
      const answer = await fetch(downloadUrl(sessionId, path), { signal });
      if (!answer.ok) throw new Error('The picture can’t be read.');
      return new Blob([await answer.blob()], { type: pictureTypeOf(path) ?? '' });
    },
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
  });

  useEffect(() => {
    if (!bytes.data) return;
    const made = URL.createObjectURL(bytes.data);
    setUrl(made);
    setBroken(false);
    return () => URL.revokeObjectURL(made);
  }, [bytes.data]);

  useEffect(
    () =>
      onFilesChanged(sessionId, (paths) => {
        if (paths && !paths.some((each) => each.path === path)) return;
        void queries.invalidateQueries({ queryKey: ['image', sessionId, path] });
      }),
    [sessionId, path, queries],
  );

  const name = displayPath(nameOf(path));
  if (broken || bytes.isError) {
    return (
      <EmptyState
        icon={FileWarning}
        title={bytes.isError ? `${name} can’t be read` : `${name} is not a picture that a browser shows`}
        actions={
          bytes.isError ? (
            <Button onClick={() => void bytes.refetch()}>Try again</Button>
          ) : (
            <Button onClick={() => download(sessionId, path)}>
              <Download aria-hidden size={14} />
              Download
            </Button>
          )
        }
      />
    );
  }
  return (
    <figure className="flex h-full min-h-0 flex-col items-center justify-center gap-3 p-6">
      {url && (
        <img
          src={url}
          alt={name}
          onLoad={({ currentTarget }) =>
            setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
          }
          onError={() => setBroken(true)}
          className="min-h-0 max-w-full rounded-md border object-contain shadow-sm"
          style={{ background: 'repeating-conic-gradient(var(--hover) 0 25%, var(--raised) 0 50%) 0 0 / 16px 16px' }}
        />
      )}
      <figcaption className="text-muted text-sm tabular-nums">
        {size && bytes.data && `${size.width} × ${size.height}, ${formatBytes(bytes.data.size)}`}
      </figcaption>
    </figure>
  );
}
