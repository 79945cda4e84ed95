import type { DevServer } from '@craftastic/contract/dev-server';
import type { Port } from '@craftastic/contract/ports';
import type { Session } from '@craftastic/contract/sessions';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';

const NO_PORTS: readonly Port[] = [];

/** A branch whose app is to be seen: its session, where it has one, and what runs in it. */
export interface Target {
  branch: string;
  session: Session | null;
  /** Its files are checked out and its programs can run: not before its setup is over. */
  running: boolean;
  ports: readonly Port[];
  /** Ports can be told where it runs. */
  portsSeen: boolean;
  devServer: DevServer | undefined;
  /** Why ports or dev server can't be told. */
  error: unknown;
}

/**
 * Follows a branch of an environment: the session from the live list, its ports and dev server from the events of that
 * session, for which {@link useSessionEvents} has to be running somewhere on the page.
 */
export function useTarget(environmentId: string, branch: string): Target & { pending: boolean } {
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} }));
  const session = sessions.data?.find((each) => each.environmentId === environmentId && each.branch === branch) ?? null;
  const running = session?.status === 'running';
  const input = { sessionId: session?.id ?? '' };
  const ports = useQuery({ ...orpc.ports.list.queryOptions({ input }), enabled: running });
  const devServer = useQuery({ ...orpc.devServer.state.queryOptions({ input }), enabled: running });
  return {
    branch,
    session,
    running,
    ports: (running && ports.data?.ports) || NO_PORTS,
    portsSeen: ports.data?.seen ?? true,
    devServer: running ? devServer.data : undefined,
    error: ports.error ?? devServer.error,
    pending: sessions.isPending || (running && (ports.isPending || devServer.isPending)),
  };
}
