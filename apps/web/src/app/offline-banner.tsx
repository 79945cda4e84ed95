import { useConnection } from '../api/live.ts';
import { Spinner } from '../components/spinner.tsx';

/** Said once for the whole app, and to assistive technology when it begins. */
export function OfflineBanner() {
  const offline = useConnection() === 'offline';
  return (
    <div role="status">
      {offline && (
        <p className="flex h-7 items-center justify-center gap-2 bg-warning-soft font-medium text-sm text-warning-text">
          <Spinner size={12} />
          Server not reachable, reconnecting…
        </p>
      )}
    </div>
  );
}
