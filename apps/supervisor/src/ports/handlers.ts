import { ports as contract } from '@craftastic/contract/ports';
import { implement } from '@orpc/server';
import type { CallContext } from '../session-context.ts';
import type { PortWatch } from './port-watch.ts';

export function portHandlers(ports: PortWatch, ended: AbortSignal) {
  const os = implement(contract).$context<CallContext>();
  return os.router({
    list: os.list.handler(async () => ({ ports: await ports.look(), seen: await ports.canSee() })),
    watch: os.watch.handler(({ input, signal }) =>
      ports.follow(input.port, signal ? AbortSignal.any([signal, ended]) : ended),
    ),
  });
}
