import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { SupervisorConfig } from '@craftastic/contract/supervisor';

/** What answers the requests of the socket, once it is loaded. */
export interface Application {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Ends all that was started, politely. */
  close(): Promise<void>;
}

export async function startApplication(settings: string | undefined): Promise<Application> {
  const config = SupervisorConfig.parse(JSON.parse(settings ?? ''));
  if (config.kind === 'session') return (await import('./session.ts')).startSession(config);
  return (await import('./repository.ts')).startRepository(config);
}
