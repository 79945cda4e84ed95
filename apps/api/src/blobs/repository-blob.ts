import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { contractError } from '@craftastic/contract/contract-error';
import type { Environment } from '@craftastic/db/generated/client';
import type { ByteRange } from '@craftastic/store/object-store';
import type { Environments } from '../environments/environments.ts';
import { requireSocket } from '../sandboxes/require-socket.ts';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';

export interface RepositoryParts {
  environments: Environments;
  sandboxes: Sandboxes;
}

/** Whose repository, and which objects of it: the upstream's, or those of a session's draft of a folder. */
export interface BlobPlace {
  environment: Environment;
  /** Empty for none. */
  session: string;
  /** The binding's folder. */
  path: string;
}

/**
 * Content of a blob as git gives it, null where the repository lacks it. The sandbox counts as used until the stream is read or
 * destroyed. What comes is the repository's word: it may be other bytes than the id says.
 */
export async function openRepositoryBlob(
  { environments, sandboxes }: RepositoryParts,
  { environment, session, path }: BlobPlace,
  hash: string,
  range?: ByteRange,
): Promise<Readable | null> {
  const opened = Promise.withResolvers<Readable | null>();
  sandboxes
    .withRepository(environments.ofSandbox(environment), async ({ repository }) => {
      const socketPath = sandboxes.socketOf(environment.id);
      const draft = session === '' ? null : session;
      let content = await ask(socketPath, hash, draft, range);
      if (content === null && draft !== null) {
        // A draft's objects may have been thrown away; what is on disk gives them again.
        await repository.draftTree({ sessionId: draft, path });
        content = await ask(socketPath, hash, draft, range);
      }
      opened.resolve(content);
      if (content) await finished(content).catch(() => {});
    })
    .catch(opened.reject);
  return opened.promise;
}

async function ask(
  socketPath: string,
  hash: string,
  session: string | null,
  range: ByteRange | undefined,
): Promise<IncomingMessage | null> {
  await requireSocket(socketPath);
  const query = session === null ? '' : `?${new URLSearchParams({ session })}`;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  httpRequest({
    socketPath,
    path: `/blobs/${hash}${query}`,
    headers: {
      host: 'supervisor',
      connection: 'close',
      ...(range ? { range: `bytes=${range.start}-${range.end}` } : {}),
    },
  })
    .once('response', resolve)
    .once('error', (cause) => reject(contractError('SANDBOX_UNREACHABLE', { cause })))
    .end();
  const answer = await promise;
  if (answer.statusCode === (range ? 206 : 200)) return answer;
  answer.destroy();
  if (answer.statusCode === 404) return null;
  throw contractError('SANDBOX_UNREACHABLE', { cause: new Error(`it answered ${answer.statusCode}`) });
}
