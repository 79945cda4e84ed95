import { lazy, Suspense } from 'react';
import { SkeletonRows } from '../../components/skeleton.tsx';

/** xterm is a chunk of its own, fetched when a log is first shown. */
const Log = lazy(() => import('./dev-log.tsx').then(({ DevLog }) => ({ default: DevLog })));

export const DevLog = (props: { sessionId: string; terminalId: string }) => (
  <Suspense fallback={<SkeletonRows rows={3} />}>
    <Log {...props} />
  </Suspense>
);
