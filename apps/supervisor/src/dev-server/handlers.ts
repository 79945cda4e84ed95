import { devServer as contract } from '@craftastic/contract/dev-server';
import { implement } from '@orpc/server';
import type { CallContext } from '../session-context.ts';
import type { DevServer } from './dev-server.ts';

export function devServerHandlers(devServer: DevServer) {
  const os = implement(contract).$context<CallContext>();
  return os.router({
    state: os.state.handler(() => devServer.state()),
    start: os.start.handler(() => devServer.start()),
    stop: os.stop.handler(() => devServer.stop()),
  });
}
