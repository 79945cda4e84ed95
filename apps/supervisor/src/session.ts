import { realpath } from 'node:fs/promises';
import { SUPERVISOR_PROTOCOL, type SupervisorConfig, sessionSupervisor } from '@craftastic/contract/supervisor';
import { implement } from '@orpc/server';
import type { Application } from './application.ts';
import { startTransport } from './credentials/transport.ts';
import { DevServer } from './dev-server/dev-server.ts';
import { devServerHandlers } from './dev-server/handlers.ts';
import { EventHub } from './events/hub.ts';
import { FileIndex } from './files/file-index.ts';
import { fileHandlers } from './files/handlers.ts';
import { handleFileStreams } from './files/routes.ts';
import { gitHandlers } from './git/handlers.ts';
import { sessionGit } from './git/session-git.ts';
import { StatusKeeper } from './git/status-keeper.ts';
import { log } from './log.ts';
import { portHandlers } from './ports/handlers.ts';
import { PortWatch } from './ports/port-watch.ts';
import { serveTunnel, tunnelPort } from './ports/tunnel.ts';
import { processEnvironment } from './process-environment.ts';
import { searchHandler } from './search/handler.ts';
import { rpcServer } from './server/rpc.ts';
import type { CallContext, SessionContext } from './session-context.ts';
import { terminalHandlers } from './terminals/handlers.ts';
import { loadPty } from './terminals/pty.ts';
import { TerminalSockets } from './terminals/socket.ts';
import { Terminals } from './terminals/terminals.ts';
import { watchSession } from './watch/watch-session.ts';

/** The supervisor of a session: its terminals, files, search and git, and what changes in them. */
export async function startSession(config: SupervisorConfig): Promise<Application> {
  if (config.workspace === null) throw new Error('A session sandbox needs a workspace');
  const [workspace, transport] = await Promise.all([realpath(config.workspace), startTransport(config)]);
  const environment = { ...processEnvironment(process.env), ...transport.environment };
  loadPty();
  const ended = new AbortController();
  const git = sessionGit(workspace, environment);
  const statusKeeper = new StatusKeeper({ git });
  const index = new FileIndex(git);
  const hub = new EventHub();
  const session: SessionContext = {
    config,
    sessionId: config.id,
    workspace,
    environment,
    transport,
    statusKeeper,
    activity: () => hub.activity(),
    signal: ended.signal,
  };

  const sockets = new TerminalSockets();
  const ports = new PortWatch({
    isolated: config.isolated,
    mark: process.env.CRAFTASTIC_SANDBOX ?? null,
    terminalOf: (pid) => terminals.ofSession(pid),
    onChange: (list) => {
      hub.ports(list);
      devServer.changed();
    },
  });
  const terminals = new Terminals({
    workspace,
    environment,
    onChange: (list) => {
      hub.terminals(list);
      ports.nudge();
      devServer.changed();
    },
    onActivity: () => {
      hub.activity();
      ports.nudge();
    },
    onRemove: (id) => sockets.terminalRemoved(id),
  });
  const devServer = new DevServer({
    workspace,
    terminals,
    ports: () => ports.current,
    onChange: (state) => hub.devServer(state),
  });
  devServer.changed();
  statusKeeper.onChange((status) => hub.git(status));
  void watchSession({
    workspace,
    git,
    signal: ended.signal,
    onFiles(changes) {
      index.changed(changes);
      hub.files(changes);
      if (changes === null || devServer.concerns(changes.map(({ path }) => path))) devServer.changed();
      statusKeeper.changed(changes?.map(({ path }) => path) ?? null);
    },
    onGit: () => statusKeeper.gitChanged(),
  });
  // So that the first listener has it at once.
  statusKeeper.get().then(
    (status) => hub.git(status),
    (error: unknown) => log('No status of the worktree', { error }),
  );

  const os = implement(sessionSupervisor).$context<CallContext>();
  const rpc = rpcServer(
    {
      hello: os.hello.handler(() => ({ protocol: SUPERVISOR_PROTOCOL, kind: config.kind, id: config.id })),
      configure: os.configure.handler(async ({ input }) => {
        await transport.configure(input.author, input.origin);
        if (input.devServer) devServer.configure(input.devServer);
        return {};
      }),
      events: os.events.handler(({ signal }) =>
        hub.listen(signal ? AbortSignal.any([signal, ended.signal]) : ended.signal),
      ),
      git: gitHandlers(session),
      files: fileHandlers({ workspace, git, index, activity: session.activity }),
      search: searchHandler({ workspace, environment }),
      terminals: terminalHandlers(terminals),
      ports: portHandlers(ports, ended.signal),
      devServer: devServerHandlers(devServer),
    },
    config.id,
  );

  /**
   * A neighbour may put a link to this socket in the place of its own, so that the server asks here what it means to ask
   * there; by procedures that is refused in {@link rpcServer}.
   */
  const isForAnother = (url = '/') => {
    const asked = new URL(url, 'http://supervisor').searchParams.get('sessionId');
    return asked !== null && asked !== config.id;
  };

  return {
    async handle(request, response) {
      if (await rpc(request, response)) return;
      if (!isForAnother(request.url) && (await handleFileStreams(session, request, response))) return;
      response.writeHead(404).end();
    },
    upgrade(request, stream, head) {
      const url = new URL(request.url ?? '/', 'http://supervisor');
      const port = tunnelPort(request.url);
      if (port !== null && !isForAnother(request.url)) {
        serveTunnel(ports, port, stream, head).catch(() => stream.destroy());
        return;
      }
      const id = /^\/terminals\/([a-z0-9]+)\/socket$/.exec(url.pathname)?.[1];
      const terminal = id === undefined || isForAnother(request.url) ? undefined : terminals.find(id);
      if (terminal) sockets.accept(terminal, request, stream, head);
      else stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    },
    async close() {
      ended.abort();
      index[Symbol.dispose]();
      ports.close();
      devServer.close();
      await terminals.close();
      sockets.close();
      await transport.close();
    },
  };
}
