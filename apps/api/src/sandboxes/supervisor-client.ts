import { contractError } from '@craftastic/contract/contract-error';
import { AUTHOR_HEADER, type repositorySupervisor, type sessionSupervisor } from '@craftastic/contract/supervisor';
import { createORPCClient, mapEventIterator, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { Agent, fetch } from 'undici';
import { requireSocket } from './require-socket.ts';

/** The author that a call acts for; the panel's commits carry it. */
export interface CallContext {
  author?: { name: string; email: string } | null;
}

export type SessionClient = ContractRouterClient<typeof sessionSupervisor, CallContext>;
export type RepositoryClient = ContractRouterClient<typeof repositorySupervisor, CallContext>;

export interface Connection<Client> {
  client: Client;
  socketPath: string;
  close(): Promise<void>;
}

/** The typed client of the supervisor behind a unix socket. Streams may be silent for hours, so there is no timeout. */
export function connectSupervisor<Client>(socketPath: string): Connection<Client> {
  const dispatcher = new Agent({ connect: { socketPath, timeout: 5000 }, headersTimeout: 0, bodyTimeout: 0 });
  const link = new RPCLink<CallContext>({
    url: 'http://supervisor/rpc',
    interceptors: [
      async ({ next, signal }) => {
        const known = (error: unknown) =>
          error instanceof ORPCError || signal?.aborted
            ? error
            : contractError('SANDBOX_UNREACHABLE', { cause: error });
        try {
          const output = await next();
          // A sandbox that ends in the midst of its answer breaks that off.
          return isStream(output)
            ? mapEventIterator(output, { value: async (value) => value, error: async (error) => known(error) })
            : output;
        } catch (error) {
          throw known(error);
        }
      },
    ],
    headers: ({ context }) =>
      context.author ? { [AUTHOR_HEADER]: encodeURIComponent(JSON.stringify(context.author)) } : {},
    // The caller's own signal: a `Request` follows it weakly, and once that is collected nothing ends a stream.
    fetch: async (request, init, { signal }) => {
      await requireSocket(socketPath);
      try {
        const response = await fetch(request.url, {
          method: request.method,
          headers: [...request.headers],
          body: request.method === 'GET' ? null : await request.arrayBuffer(),
          ...init,
          signal: signal ?? null,
          dispatcher,
        });
        // The package's Response and Node's own are the same class by shape, not by name.
        return response as unknown as Response;
      } catch (cause) {
        if (signal?.aborted) throw cause;
        throw contractError('SANDBOX_UNREACHABLE', { cause });
      }
    },
  });
  return {
    client: createORPCClient(link) as Client,
    socketPath,
    close: () => dispatcher.destroy(),
  };
}

function isStream(output: unknown): output is AsyncIterableIterator<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}
