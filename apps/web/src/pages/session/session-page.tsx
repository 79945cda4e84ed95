import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { orpc } from '../../api/client.ts';
import { useSessionEvents, useSessionRemoved } from '../../api/session-events.ts';
import { PagePending } from '../../app/page-states.tsx';
import { buttonClass } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { openFile } from '../../modules/editor/open-file.ts';
import { useSessionRole } from '../../modules/members/role.ts';
import { NotShownPage } from '../not-shown-page.tsx';
import { Ide } from './ide.tsx';
import { useMemoryWarning } from './memory-warning.ts';
import { NotRunning } from './not-running.tsx';

export function SessionPage() {
  const { sessionId } = useParams({ from: '/app/sessions/$sessionId' });
  // A session's stores and panels belong to its id: another id is another page.
  return <Session key={sessionId} sessionId={sessionId} />;
}

function Session({ sessionId }: { sessionId: string }) {
  useSessionEvents(sessionId);
  useMemoryWarning(sessionId);
  const removed = useSessionRemoved(sessionId);
  const session = useQuery(orpc.sessions.get.queryOptions({ input: { id: sessionId } }));
  useSessionRole(sessionId, session.data?.environmentId);
  useTitle(session.data?.name);
  const { file, line } = useSearch({ from: '/app/sessions/$sessionId' });
  const navigate = useNavigate();

  useEffect(() => {
    if (file === undefined) return;
    openFile(sessionId, file, line === undefined ? {} : { line });
    void navigate({ to: '/sessions/$sessionId', params: { sessionId }, search: {}, replace: true });
  }, [sessionId, file, line, navigate]);

  if (removed) {
    return (
      <Instead>
        <h1 className="sr-only">Session</h1>
        <EmptyState title="This session was removed" actions={<Home />}>
          Its branch is still in the repository.
        </EmptyState>
      </Instead>
    );
  }
  if (session.isPending) return <PagePending />;
  if (session.isError) {
    return (
      <Instead>
        <NotShownPage what="session" error={session.error} onRetry={() => void session.refetch()} />
      </Instead>
    );
  }
  return session.data.status === 'running' ? <Ide session={session.data} /> : <NotRunning session={session.data} />;
}

/** A page without its session. */
const Instead = ({ children }: { children: ReactNode }) => <main className="h-full">{children}</main>;

const Home = () => (
  <Link to="/" className={buttonClass('secondary')}>
    Go to home
  </Link>
);
