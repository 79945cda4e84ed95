/** ENOENT, EEXIST, … of an error that the system gave; undefined for all others. Imports nothing: the start needs it. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
