import type { IncomingMessage } from 'node:http';
import { api } from '@craftastic/contract/api';
import type { User } from '@craftastic/db/generated/client';
import { implement } from '@orpc/server';
import { permitted, refuseUnknown } from './access/enforce.ts';
import type { App } from './app.ts';
import type { Caller } from './auth/caller.ts';

/** What a procedure is called with, beside its input. */
export interface Call {
  app: App;
  request: IncomingMessage;
  /** For the answer of this call. */
  setCookie: (value: string) => void;
  /** Of this call, too: in how many seconds it may be made again. */
  retryAfter: (seconds: number) => void;
  caller: Caller | null;
}

/** What procedures that are not open are called with. */
export type KnownCall = Call & { caller: Caller; user: User };

/**
 * The contract, to be implemented. Its input is validated between the two middlewares below: strangers are turned away
 * before it is read, and what the right hangs on is read after it has its shape.
 */
export const root = implement(api, { initialInputValidationIndex: -1 }).$context<Call>();

/** Asks for the right that the contract declares, holds what is streamed to it, counts what costs much, and writes down who did what. */
const guarded = root.middleware(({ context, procedure, path, next }, input) =>
  context.app.audit.follow({ context, procedure, path, input }, (entry) =>
    permitted(context, procedure, input, entry, next),
  ),
);

/** For procedures whose access is `open`: there may be a caller. */
export const open = root
  .use(({ context, procedure, next }) => {
    refuseUnknown(procedure, context.caller);
    return next();
  })
  .use(guarded);

/** For all others: the caller is known, and has the right that the contract declares. */
export const procedures = root
  .use(({ context, procedure, next }) => {
    refuseUnknown(procedure, context.caller);
    const { caller } = context;
    if (caller === null) throw new Error('This procedure is open, and has to be implemented as such.');
    return next({ context: { caller, user: caller.user } });
  })
  .use(guarded);
