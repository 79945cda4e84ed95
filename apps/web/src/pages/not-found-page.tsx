import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { buttonClass } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { useTitle } from '../hooks/use-title.ts';

export function NotFoundPage() {
  useTitle('Page not found');
  return (
    <main className="h-full">
      <h1 className="sr-only">Page not found</h1>
      <EmptyState
        icon={Compass}
        title="There is no such page"
        actions={
          <Link to="/" className={buttonClass('primary')}>
            Go to home
          </Link>
        }
      >
        The address may be mistyped, or what it showed was removed.
      </EmptyState>
    </main>
  );
}
