import type { api } from '@craftastic/contract/api';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { client } from './client.ts';

type Streams = Pick<ContractRouterClient<typeof api>, 'live'> & {
  sessions: Pick<ContractRouterClient<typeof api>['sessions'], 'events'>;
  events: Pick<ContractRouterClient<typeof api>['events'], 'stream'>;
};

/**
 * The standing streams over a WebSocket of their own, closed with `signal`. Server-sent events would do, were it not for
 * the six connections that a browser has for a host and all its tabs: the seventh request of three open sessions would
 * wait for ever.
 */
export async function streamClient(signal: AbortSignal): Promise<Streams> {
  const url = new URL('/api/events/socket', location.origin);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const websocket = new WebSocket(url);
  signal.addEventListener('abort', () => websocket.close(), { once: true });
  const opened = await new Promise<boolean>((resolve) => {
    websocket.addEventListener('open', () => resolve(true), { once: true });
    websocket.addEventListener('close', () => resolve(false), { once: true });
  });
  // A refused WebSocket doesn't say why; any call does, by the error it throws.
  if (!opened && !signal.aborted) {
    await client.auth.me();
    throw new TypeError('The socket did not open.');
  }
  return createORPCClient(new RPCLink({ websocket }));
}
