import { isContractError } from '@craftastic/contract/contract-error';
import type { App } from '../app.ts';
import type { PreviewHost } from './host.ts';
import { NotListening } from './open-tunnel.ts';
import type { Page } from './pages.ts';

type AppHost = Extract<PreviewHost, { kind: 'app' }>;

/** What is shown where the program can't be reached, by what is wrong. */
export async function pageFor(app: App, host: AppHost, error: unknown): Promise<Page> {
  const { sessionId, port } = host;
  const row = await app.sessions.row(sessionId).catch(() => null);
  const link = { href: `${app.settings.publicUrl}/sessions/${sessionId}`, label: 'Open the session' };
  if (!row) return { status: 404, title: 'There is no such session', text: ['It may have been removed.'] };
  if (row.status !== 'running') {
    return {
      status: 503,
      title: row.status === 'starting' ? `«${row.name}» is starting` : `«${row.name}» is not running`,
      text: ['Its preview appears here by itself once the session runs and something listens on the port.'],
      link,
      placeholder: 'session-stopped',
      waits: true,
    };
  }
  const isUnreachable = isContractError(error, 'SANDBOX_UNREACHABLE');
  if (!(error instanceof NotListening) && !isUnreachable) {
    return {
      status: 502,
      title: `Port ${port} broke off`,
      text: ['The program took the connection, and ended it without a whole answer. Its log may say why.'],
      link,
      placeholder: 'failed',
    };
  }
  const dev = isUnreachable
    ? null
    : await app.sandboxes
        .session(sessionId)
        .devServer.state({ sessionId })
        .catch(() => null);
  const start =
    dev?.running === true
      ? 'The dev server is running and has not opened this port yet.'
      : dev?.command
        ? 'Start the dev server from the session, or type its command in a terminal there:'
        : 'Start what listens there in a terminal of the session.';
  return {
    status: 503,
    title: `Nothing listens on port ${port} yet`,
    text: ['This page turns into the preview by itself as soon as something does.', start],
    command: dev?.running === false ? dev.command : null,
    link,
    placeholder: 'not-listening',
    waits: true,
  };
}
