import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FailedHook {
  name: string;
  exitCode: number;
}

interface TraceEvent {
  event?: string;
  sid?: string;
  child_id?: number;
  child_class?: string;
  hook_name?: string;
  code?: number;
}

/**
 * Lets git itself say whether a hook stopped it: a failing hook looks like any other failure from outside (exit code 1
 * and whatever the hook wrote). Git's trace2 names every hook it ran and how that ended.
 */
export async function traceHooks() {
  const directory = await mkdtemp(join(tmpdir(), 'git-trace-'));
  const file = join(directory, 'events');
  return {
    file,
    failedHook: async () => failedHookIn(await readFile(file, 'utf8').catch(() => '')),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The hook that ended with an error in a trace (JSON lines, Documentation/technical/api-trace2). */
export function failedHookIn(trace: string): FailedHook | null {
  const names = new Map<string, string>();
  for (const line of trace.split('\n')) {
    const event = parse(line);
    if (!event) continue;
    const key = `${event.sid}#${event.child_id}`;
    if (event.event === 'child_start' && event.child_class === 'hook') names.set(key, event.hook_name ?? 'hook');
    const name = names.get(key);
    if (event.event === 'child_exit' && name !== undefined && event.code) return { name, exitCode: event.code };
  }
  return null;
}

function parse(line: string): TraceEvent | null {
  try {
    return JSON.parse(line) as TraceEvent;
  } catch {
    return null;
  }
}
