import type { IncomingMessage } from 'node:http';
import { api } from '@craftastic/contract/api';
import { contractError } from '@craftastic/contract/contract-error';
import type { User } from '@craftastic/db/generated/client';
import { implement } from '@orpc/server';
import type { App } from './app.ts';

/** What a procedure is called with, beside its input. */
export interface Call {
  app: App;
  request: IncomingMessage;
  /** For the answer of this call. */
  setCookie: (value: string) => void;
  user: User | null;
}

/** For procedures that nobody has to be logged in for: health and login. */
export const open = implement(api).$context<Call>();

/** For all others: the caller is known. */
export const procedures = open.use(({ context, next }) => {
  const { user } = context;
  if (!user) throw contractError('UNAUTHENTICATED');
  return next({ context: { ...context, user } });
});
