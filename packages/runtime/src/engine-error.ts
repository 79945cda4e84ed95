import { SandboxError } from './runtime.ts';

/** HTTP status of an error of the Docker Engine; null for any other error. */
export function engineStatus(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}

/** What the engine said, without the client’s `(HTTP code 500) server error - ` in front. */
export function engineWords(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'json' in error) {
    const { json } = error;
    if (typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string') {
      return json.message.trim();
    }
  }
  return error instanceof Error ? error.message : String(error);
}

const UNREACHABLE = new Set(['ENOENT', 'ECONNREFUSED', 'EACCES', 'ECONNRESET', 'EPIPE']);

/** A failed call of the engine as a {@link SandboxError}; `doing` is the start of its sentence. */
export function sandboxErrorOf(doing: string, error: unknown): SandboxError {
  if (error instanceof SandboxError) return error;
  const words = engineWords(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (engineStatus(error) === null && UNREACHABLE.has(code)) {
    return new SandboxError('The Docker Engine does not answer. Start it, then try again.', words, { cause: error });
  }
  return new SandboxError(`${doing}: ${words}`, words, { cause: error });
}

/** Run `call`; the given statuses of the engine count as done. */
export async function unless<T>(statuses: number[], call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    const status = engineStatus(error);
    if (status !== null && statuses.includes(status)) return null;
    throw error;
  }
}
