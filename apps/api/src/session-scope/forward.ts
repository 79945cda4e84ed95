import { sessionScope } from '@craftastic/contract/session-scope';
import { isContractProcedure } from '@orpc/contract';
import type { Router } from '@orpc/server';
import { authorOf } from '../auth/author.ts';
import { type Call, type KnownCall, procedures } from '../rpc.ts';

type Tree = { [name: string]: Tree | object };

/** The handlers of everything below `sessionScope`: authorise, forward to the session's supervisor as it came. */
export function forwardSessionScope() {
  return forwardAll(sessionScope, procedures as unknown as Tree, []) as Router<typeof sessionScope, Call>;
}

/**
 * By walking the contract, so that a procedure added there is served without a line here. The walk costs the compiler
 * its view of the types; the contract's schemas check every input and output of both hops at run time instead.
 */
function forwardAll(contract: object, implementers: Tree, path: string[]): unknown {
  if (isContractProcedure(contract)) return forward(implementers as unknown as Implementer, path);
  return Object.fromEntries(
    Object.entries(contract).map(([name, below]) => [
      name,
      forwardAll(below, implementers[name] as Tree, [...path, name]),
    ]),
  );
}

interface Implementer {
  handler(
    run: (options: { context: KnownCall; input: { sessionId: string }; signal?: AbortSignal }) => Promise<unknown>,
  ): unknown;
}

type Procedure = (input: unknown, options: { signal?: AbortSignal; context: object }) => Promise<unknown>;

function forward(implementer: Implementer, path: string[]) {
  return implementer.handler(async ({ context: { app, user }, input, signal }) => {
    const client = await app.sessions.client(input.sessionId);
    const call = path.reduce((node, name) => (node as Record<string, unknown>)[name], client as unknown) as Procedure;
    return call(input, { ...(signal ? { signal } : {}), context: { author: authorOf(user) } });
  });
}
