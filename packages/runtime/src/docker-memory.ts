import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { LABEL, stateOfLabels } from './labels.ts';

const RECONNECT_MS = 1000;

/**
 * Calls `listener` with the id of a sandbox in which the kernel has ended a program, because all of them together wanted more
 * memory than the container has. What happens while the engine is away is not told: it is for who looks on.
 */
export async function followMemory(
  docker: Docker,
  installation: string,
  listener: (id: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const stream = await docker.getEvents({
        filters: { type: ['container'], event: ['oom'], label: [`${LABEL.installation}=${installation}`] },
        abortSignal: signal,
      });
      for await (const line of createInterface({ input: Readable.from(stream) })) {
        const id = line.trim() === '' ? undefined : sandboxOf(line);
        if (id !== undefined) listener(id);
      }
    } catch {
      // The engine is away; it is asked again until it is back.
    }
    await delay(RECONNECT_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

function sandboxOf(line: string): string | undefined {
  const { Actor: actor } = JSON.parse(line) as { Actor: { Attributes: Record<string, string> } };
  return stateOfLabels(actor.Attributes, true)?.id;
}
