import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { SupervisorConfig } from '@craftastic/contract/supervisor';
import { systemCode } from './system-code.ts';

/** What answers the requests of the socket, once it is loaded. */
export interface Application {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Ends all that was started, politely. */
  close(): Promise<void>;
}

export async function startApplication(settings: string | undefined): Promise<Application> {
  const config = SupervisorConfig.parse(JSON.parse(settings ?? ''));
  try {
    if (config.kind === 'session') return await (await import('./session.ts')).startSession(config);
    return await (await import('./repository.ts')).startRepository(config);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || !(error instanceof Error) || !('path' in error) || error.path !== 'git')
      throw error;
    throw new Error('The image has no git. Install it there: a session needs it.', { cause: error });
  }
}
