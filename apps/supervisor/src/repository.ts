import { repositorySupervisor, SUPERVISOR_PROTOCOL, type SupervisorConfig } from '@craftastic/contract/supervisor';
import { implement } from '@orpc/server';
import type { Application } from './application.ts';
import { startTransport } from './credentials/transport.ts';
import { processEnvironment } from './process-environment.ts';
import { followOrigin } from './repository/follow-origin.ts';
import { repositoryHandlers } from './repository/handlers.ts';
import { Layout } from './repository/layout.ts';
import { sendBlob } from './repository/send-blob.ts';
import { rpcServer } from './server/rpc.ts';
import { sendError } from './server/send-error.ts';
import type { CallContext } from './session-context.ts';
import { handleWire, upgradeToWire } from './wire/handler.ts';

/** The supervisor of an environment's repository: clone, worktrees, and the wire protocol of a hosted one. */
export async function startRepository(config: SupervisorConfig): Promise<Application> {
  const transport = await startTransport(config);
  const environment = { ...processEnvironment(process.env), ...transport.environment };
  const context = { repositoryDirectory: config.repositoryDirectory, environment };
  const layout = new Layout(context);
  await followOrigin(layout, config.origin);
  const os = implement(repositorySupervisor).$context<CallContext>();
  const rpc = rpcServer(
    {
      hello: os.hello.handler(() => ({ protocol: SUPERVISOR_PROTOCOL, kind: config.kind, id: config.id })),
      configure: os.configure.handler(async ({ input }) => {
        await transport.configure(input.author, input.origin);
        await followOrigin(layout, input.origin);
        return {};
      }),
      repository: repositoryHandlers(context),
    },
    null,
  );
  return {
    async handle(request, response) {
      if (request.url?.startsWith('/wire/')) {
        try {
          await handleWire(request, response, config.repositoryDirectory);
        } catch (error) {
          sendError(request, response, error);
        }
      } else if (!(await sendBlob(layout, request, response)) && !(await rpc(request, response)))
        response.writeHead(404).end();
    },
    upgrade(request, stream) {
      void upgradeToWire(request, stream, config.repositoryDirectory).catch(() => stream.destroy());
    },
    close: () => transport.close(),
  };
}
