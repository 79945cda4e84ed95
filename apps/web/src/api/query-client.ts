import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { errorOf } from './client.ts';
import { loginRequired } from './login.ts';

const lockOut = (thrown: unknown) => {
  if (errorOf(thrown).code === 'UNAUTHENTICATED') loginRequired();
};

/**
 * Retried: what may pass by itself. Everything else is an answer, and shown at once. A session that is starting does not run
 * yet: what was asked ahead of it may be refused after the page already has it running, and stood there as an error.
 */
const PASSING: readonly string[] = ['OFFLINE', 'UNAVAILABLE', 'SANDBOX_UNREACHABLE', 'SESSION_NOT_RUNNING'];

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: lockOut }),
  mutationCache: new MutationCache({ onError: lockOut }),
  defaultOptions: {
    queries: {
      // What changes is pushed (live.ts, session-events.ts); asking again on every focus would only repeat it.
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, thrown) => count < 3 && PASSING.includes(errorOf(thrown).code),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
