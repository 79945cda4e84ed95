import { createHash } from 'node:crypto';
import type { SandboxSpec } from './runtime.ts';

/**
 * Counts up when a runtime makes sandboxes in another way (a mount more, a privilege less), so that the ones made by
 * an older version are made anew at their next start. The default image is left out on purpose: a new version of it
 * must not throw away what somebody installed in a stopped session.
 */
const GENERATION = 1;

/** Identity of what a sandbox is made from: 32 hex digits, the same whatever the order of keys. */
export function specHash(spec: SandboxSpec): string {
  const { id: _, ...rest } = spec;
  return createHash('sha256')
    .update(canonical({ generation: GENERATION, ...rest }))
    .digest('hex')
    .slice(0, 32);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
