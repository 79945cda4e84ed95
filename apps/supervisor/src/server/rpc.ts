import type { IncomingMessage, ServerResponse } from 'node:http';
import { contractError } from '@craftastic/contract/contract-error';
import { AUTHOR_HEADER } from '@craftastic/contract/supervisor';
import { type AnyRouter, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/node';
import { fromGit } from '../git/git-failure.ts';
import { log } from '../log.ts';
import type { Author, CallContext } from '../session-context.ts';
import { fromSystem } from '../system-error.ts';

/**
 * Serves the procedures below `/rpc`. A call for another session is refused here, once for all: each procedure of a
 * session names the session in its input. Unknown errors are logged, and leave as a masked 500.
 */
export function rpcServer(
  router: AnyRouter,
  sessionId: string | null,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const handler = new RPCHandler<CallContext>(router, {
    clientInterceptors: [
      async ({ next, input, path }) => {
        if (sessionId !== null && namesAnother(input, sessionId)) {
          throw contractError('NOT_FOUND', { message: 'This sandbox serves another session.' });
        }
        try {
          return await next();
        } catch (error) {
          const known = fromSystem(fromGit(error));
          if (!(known instanceof ORPCError)) log('A call failed', { procedure: path.join('.'), error });
          throw known;
        }
      },
    ],
  });
  return async (request, response) => {
    const context = { author: readAuthor(request.headers[AUTHOR_HEADER]) };
    return (await handler.handle(request, response, { prefix: '/rpc', context })).matched;
  };
}

function namesAnother(input: unknown, sessionId: string): boolean {
  return typeof input === 'object' && input !== null && 'sessionId' in input && input.sessionId !== sessionId;
}

function readAuthor(header: string | string[] | undefined): Author | null {
  if (typeof header !== 'string') return null;
  try {
    const value: unknown = JSON.parse(decodeURIComponent(header));
    if (typeof value !== 'object' || value === null || !('name' in value) || !('email' in value)) return null;
    const { name, email } = value;
    return typeof name === 'string' && typeof email === 'string' ? { name, email } : null;
  } catch {
    return null;
  }
}
