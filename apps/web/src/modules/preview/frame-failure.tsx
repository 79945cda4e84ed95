import { ErrorState } from '../../components/error-state.tsx';
import { useStore } from '../../hooks/store.ts';
import { type PreviewFrame, Stopped } from './frame.ts';

/** Over a frame that no address could be had for, or whose page was stopped. */
export function FrameFailure({ frame }: { frame: PreviewFrame }) {
  const { error, path } = useStore(frame.state);
  if (error === null) return null;
  return (
    <div className="absolute inset-0 bg-bg">
      <ErrorState
        error={error}
        title={error instanceof Stopped ? 'The page was stopped' : 'The preview can’t be opened'}
        onRetry={() => void frame.load(path)}
      />
    </div>
  );
}
