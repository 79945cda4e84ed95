import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../components/error-state.tsx';
import { Spinner } from '../components/spinner.tsx';

/** A page that is not there yet. */
export const PagePending = () => (
  <main className="h-full">
    <h1 className="sr-only">Loading</h1>
    <Pending />
  </main>
);

/** A part of a page that is not there yet. */
export const Pending = () => (
  <div role="status" className="flex h-full animate-late items-center justify-center text-faint">
    <Spinner size={18} />
    <span className="sr-only">Loading</span>
  </div>
);

/** A fault of ours, or a chunk of an older build that the server no longer has: loading the page anew helps with both. */
export const PageError = ({ error }: ErrorComponentProps) => (
  <ErrorState error={error} title="This page failed" onRetry={() => location.reload()} />
);
