import { displayPath } from '@craftastic/contract/git-path';
import { Download, FileQuestion, FileWarning } from 'lucide-react';
import { errorData, errorOf } from '../../../api/client.ts';
import { formatBytes } from '../../../app/format.ts';
import { Button } from '../../../components/button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { download } from '../../files/file-urls.ts';
import { FileGone } from '../buffers/buffer.ts';
import { nameOf } from '../tabs/tabs.ts';

interface NotShownProps {
  sessionId: string;
  path: string;
  error: unknown;
  onRetry: () => void;
}

/** In the place of a file that the editor can't hold, with the way that is left. */
export function NotShown({ sessionId, path, error, onRetry }: NotShownProps) {
  const name = displayPath(nameOf(path));
  const actions = (
    <Button onClick={() => download(sessionId, path)}>
      <Download aria-hidden size={14} />
      Download
    </Button>
  );
  const large = errorData(error, 'FILE_TOO_LARGE');
  if (large) {
    return (
      <EmptyState icon={FileWarning} title={`${name} is too large to edit`} actions={actions}>
        It has {formatBytes(large.size)}; the editor opens up to {formatBytes(large.limit)}. A terminal has no such
        limit.
      </EmptyState>
    );
  }
  if (errorOf(error).code === 'FILE_NOT_TEXT') {
    return (
      <EmptyState icon={FileWarning} title={`${name} is not text`} actions={actions}>
        It is binary, or in another encoding than UTF-8. It is not shown, so that saving can’t damage it.
      </EmptyState>
    );
  }
  if (error instanceof FileGone) {
    return (
      <EmptyState
        icon={FileQuestion}
        title={`${name} is not there`}
        actions={<Button onClick={onRetry}>Look again</Button>}
      >
        It was deleted or renamed, or another branch has it.
      </EmptyState>
    );
  }
  return <ErrorState error={error} title={`${name} can’t be opened`} onRetry={onRetry} />;
}
