import { realpath } from 'node:fs/promises';
import { SUPERVISOR_PROTOCOL, type SupervisorConfig, sessionSupervisor } from '@craftastic/contract/supervisor';
import { implement } from '@orpc/server';
import type { Application } from './application.ts';
import { EventHub } from './events/hub.ts';
import { processEnvironment } from './process-environment.ts';
import { rpcServer } from './server/rpc.ts';
import type { CallContext } from './session-context.ts';
import { terminalHandlers } from './terminals/handlers.ts';
import { TerminalSockets } from './terminals/socket.ts';
import { Terminals } from './terminals/terminals.ts';

/** The supervisor of a session: its terminals, files, search and git, and what changes in them. */
export async function startSession(config: SupervisorConfig): Promise<Application> {
  if (config.workspace === null) throw new Error('A session sandbox needs a workspace');
  const workspace = await realpath(config.workspace);
  const ended = new AbortController();
  const environment = processEnvironment(process.env);
  const hub = new EventHub();
  const sockets = new TerminalSockets();
  const terminals = new Terminals({
    workspace,
    environment,
    onChange: (list) => hub.terminals(list),
    onActivity: () => hub.activity(),
    onRemove: (id) => sockets.terminalRemoved(id),
  });

  const os = implement(sessionSupervisor).$context<CallContext>();
  const rpc = rpcServer(
    {
      hello: os.hello.handler(() => ({ protocol: SUPERVISOR_PROTOCOL, kind: config.kind, id: config.id })),
      events: os.events.handler(({ signal }) =>
        hub.listen(signal ? AbortSignal.any([signal, ended.signal]) : ended.signal),
      ),
      terminals: terminalHandlers(terminals),
    },
    config.id,
  );

  return {
    async handle(request, response) {
      if (await rpc(request, response)) return;
      response.writeHead(404).end();
    },
    upgrade(request, stream, head) {
      const url = new URL(request.url ?? '/', 'http://supervisor');
      const id = /^\/terminals\/([a-z0-9]+)\/socket$/.exec(url.pathname)?.[1];
      const terminal = id === undefined ? undefined : terminals.find(id);
      if (terminal) sockets.accept(terminal, request, stream, head);
      else stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    },
    async close() {
      ended.abort();
      await terminals.close();
      sockets.close();
    },
  };
}
