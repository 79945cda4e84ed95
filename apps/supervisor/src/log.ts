/** One line of JSON on stderr: the runtime keeps it, and shows the last ones where a sandbox fails. */
export function log(message: string, details: { error?: unknown; [name: string]: unknown } = {}): void {
  const { error, ...rest } = details;
  const entry = { time: new Date().toISOString(), message, ...rest, ...(error === undefined ? {} : describe(error)) };
  process.stderr.write(`${JSON.stringify(entry)}\n`);
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  return {
    error: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: String(error.cause) }),
  };
}
