import { search as contract } from '@craftastic/contract/search';
import { implement } from '@orpc/server';
import type { CallContext } from '../session-context.ts';
import { search } from './search.ts';

export function searchHandler(place: { workspace: string; environment: Record<string, string> }) {
  return implement(contract)
    .$context<CallContext>()
    .handler(({ input, signal }) => search(place, input, signal));
}
