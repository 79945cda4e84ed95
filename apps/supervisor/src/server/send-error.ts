import type { IncomingMessage, ServerResponse } from 'node:http';
import { ORPCError } from '@orpc/server';
import { log } from '../log.ts';
import { fromSystem } from '../system-error.ts';

/** The error of a stream, in the form that procedures have it; one that is not the contract's is logged and masked. */
export function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const known = fromSystem(error);
  const isLeft = request.destroyed && !request.complete;
  if (!(known instanceof ORPCError) && !isLeft) log('A request failed', { method: request.method, error });
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const answer = known instanceof ORPCError ? known : new ORPCError('INTERNAL_SERVER_ERROR');
  // The rest of an upload that is refused is not waited for.
  response.writeHead(answer.status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(answer.toJSON()));
}
