import { displayPath } from '@craftastic/contract/git-path';
import { Download, FileWarning } from 'lucide-react';
import { useEffect, useState } from 'react';
import { onFilesChanged } from '../../../api/session-events.ts';
import { Button } from '../../../components/button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { download, downloadUrl } from '../../files/file-urls.ts';
import { nameOf } from '../tabs/tabs.ts';

/** SVG is shown as a picture only: in an <img> it can neither run scripts nor load anything. */
export const isImage = (path: string): boolean => /\.(png|jpe?g|gif|webp|avif|ico|bmp|svg)$/i.test(path);

/** A picture on a ground that shows what is transparent, at its own size or as large as fits. */
export function ImageView({ sessionId, path }: { sessionId: string; path: string }) {
  const [version, setVersion] = useState(0);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [broken, setBroken] = useState(false);

  useEffect(
    () =>
      onFilesChanged(sessionId, (paths) => {
        if (paths && !paths.some((each) => each.path === path)) return;
        setBroken(false);
        setVersion((now) => now + 1);
      }),
    [sessionId, path],
  );

  const name = displayPath(nameOf(path));
  if (broken) {
    return (
      <EmptyState
        icon={FileWarning}
        title={`${name} is not a picture that a browser shows`}
        actions={
          <Button onClick={() => download(sessionId, path)}>
            <Download aria-hidden size={14} />
            Download
          </Button>
        }
      />
    );
  }
  return (
    <figure className="flex h-full min-h-0 flex-col items-center justify-center gap-3 p-6">
      <img
        key={`${path} ${version}`}
        src={`${downloadUrl(sessionId, path)}&v=${version}`}
        alt={name}
        onLoad={({ currentTarget }) =>
          setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
        }
        onError={() => setBroken(true)}
        className="min-h-0 max-w-full rounded-md border object-contain shadow-sm"
        style={{ background: 'repeating-conic-gradient(var(--hover) 0 25%, var(--raised) 0 50%) 0 0 / 16px 16px' }}
      />
      <figcaption className="text-muted text-sm tabular-nums">{size && `${size.width} × ${size.height}`}</figcaption>
    </figure>
  );
}
