import { socketAccepts } from './ready.ts';
import { SandboxError } from './runtime.ts';

/** A supervisor listens after some 60 ms; a machine that is swapping or building gets a hundred times that and more. */
const START_LIMIT_MS = 60_000;

/**
 * Wait until the supervisor answers. Whatever comes first ends the wait: the socket accepts, the program ends
 * (`ended` resolves with a sentence why), the caller gives up, or the limit passes.
 */
export async function answers(
  socket: string,
  ended: (signal: AbortSignal) => Promise<string>,
  logs: () => Promise<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const done = new AbortController();
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  const any = AbortSignal.any([done.signal, limit, ...(signal ? [signal] : [])]);
  try {
    const end = await Promise.race([socketAccepts(socket, any), ended(any)]);
    if (typeof end === 'string') throw new SandboxError(end, await logs());
  } catch (error) {
    if (limit.aborted && !signal?.aborted) {
      throw new SandboxError('The sandbox started but did not answer within a minute.', await logs());
    }
    throw error;
  } finally {
    done.abort();
  }
}
