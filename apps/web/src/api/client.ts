import routes from 'virtual:contract-routes';
import type { api } from '@craftastic/contract/api';
import { ERRORS, type ErrorCode } from '@craftastic/contract/errors';
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';

const link = new OpenAPILink(routes, { url: () => new URL('/api', location.origin) });

/** The API, typed by the contract. Streams are async iterators; abort them by `{ signal }`. */
export const client: JsonifiedClient<ContractRouterClient<typeof api>> = createORPCClient(link);

/** Query and mutation options of every procedure: `orpc.sessions.list.queryOptions({ input: {} })`. */
export const orpc = createTanstackQueryUtils(client);

/** `OFFLINE`: the request never got an answer. `INTERNAL`: an answer that is none of the contract. */
export type ClientErrorCode = ErrorCode | 'OFFLINE' | 'INTERNAL' | 'ABORTED';

export interface ClientError {
  code: ClientErrorCode;
  /** A sentence for the user. */
  message: string;
  /** As the code's entry in the contract has it; narrow by {@link errorData}. */
  data: unknown;
}

const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

/** What to show and to branch on for anything that was thrown. Screens match `code`, never `message`. */
export function errorOf(thrown: unknown): ClientError {
  if (thrown instanceof ORPCError) {
    if (isCode(thrown.code)) return { code: thrown.code, message: thrown.message, data: thrown.data };
    return { code: 'INTERNAL', message: 'The server met an error of its own. Its log says more.', data: thrown.data };
  }
  if (thrown instanceof DOMException && thrown.name === 'AbortError') {
    return { code: 'ABORTED', message: 'Cancelled.', data: undefined };
  }
  if (thrown instanceof TypeError) {
    return { code: 'OFFLINE', message: 'The server can’t be reached. Is it running?', data: undefined };
  }
  return {
    code: 'INTERNAL',
    message: thrown instanceof Error ? thrown.message : 'Something went wrong.',
    data: undefined,
  };
}

type DataOf<C extends ErrorCode> = (typeof ERRORS)[C] extends { data: { _output: infer D } } ? D : never;

/** The error's data where it has this code and its data is as the contract says, else null. */
export function errorData<C extends ErrorCode>(thrown: unknown, code: C): DataOf<C> | null {
  const error = errorOf(thrown);
  const entry = ERRORS[code];
  if (error.code !== code || !('data' in entry)) return null;
  const parsed = entry.data.safeParse(error.data);
  return parsed.success ? (parsed.data as DataOf<C>) : null;
}
