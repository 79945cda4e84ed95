import { terminals as contract } from '@craftastic/contract/terminals';
import { implement } from '@orpc/server';
import type { CallContext } from '../session-context.ts';
import type { Terminals } from './terminals.ts';

export function terminalHandlers(terminals: Terminals) {
  const os = implement(contract).$context<CallContext>();
  return os.router({
    list: os.list.handler(() => terminals.list()),
    create: os.create.handler(({ input }) => terminals.create(input)),
    update: os.update.handler(({ input }) => terminals.rename(input.id, input.name)),
    remove: os.remove.handler(async ({ input }) => {
      await terminals.remove(input.id);
      return {};
    }),
  });
}
