import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { errorOf } from '../api/client.ts';
import { buttonClass } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorState } from '../components/error-state.tsx';

interface NotShownPageProps {
  /** What the address is of. */
  what: 'session' | 'environment';
  error: unknown;
  onRetry: () => void;
}

/** What an address can be wrong by: the id in it is of nothing that one may read, or is no id at all. */
const OF_ADDRESS: readonly string[] = ['NOT_FOUND', 'BAD_INPUT'];

/** In the place of a page whose subject could not be read. */
export function NotShownPage({ what, error, onRetry }: NotShownPageProps) {
  const home = (
    <Link to="/" className={buttonClass('secondary')}>
      Go to home
    </Link>
  );
  return (
    <>
      <h1 className="sr-only">{what === 'session' ? 'Session' : 'Environment'}</h1>
      {OF_ADDRESS.includes(errorOf(error).code) ? (
        <EmptyState icon={Compass} title={`There is no such ${what}`} actions={home}>
          It may have been removed, or you may not be a member of its environment.
        </EmptyState>
      ) : (
        <ErrorState error={error} onRetry={onRetry} actions={home} />
      )}
    </>
  );
}
