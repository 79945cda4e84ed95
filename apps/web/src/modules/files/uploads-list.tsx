import { displayPath } from '@craftastic/contract/git-path';
import { X } from 'lucide-react';
import { IconButton } from '../../components/icon-button.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { useStore } from '../../hooks/store.ts';
import { baseName } from './tree.ts';
import { uploadsOf } from './upload.ts';

/** What is on its way up, at the foot of the tree. */
export function UploadsList({ sessionId }: { sessionId: string }) {
  const uploads = useStore(uploadsOf(sessionId));
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="shrink-0 border-t p-2">
      {uploads.map((upload) => (
        <li key={upload.id} className="flex items-center gap-2">
          <div className="min-w-0 flex-1">
            <p className="truncate text-sm">{displayPath(baseName(upload.path))}</p>
            <ProgressBar
              percent={upload.size === 0 ? null : (upload.sent / upload.size) * 100}
              label={`Upload of ${displayPath(baseName(upload.path))}`}
            />
          </div>
          <IconButton size="sm" icon={X} label="Cancel upload" onClick={upload.cancel} />
        </li>
      ))}
    </ul>
  );
}
