import type { SandboxState } from './runtime.ts';

/** On every container and network of ours. The installation keeps two servers, or a test, on one engine apart. */
export const LABEL = {
  installation: 'dev.craftastic.installation',
  kind: 'dev.craftastic.kind',
  id: 'dev.craftastic.id',
  environment: 'dev.craftastic.environment',
  spec: 'dev.craftastic.spec',
} as const;

/** A container’s labels as the state of a sandbox; null where they are not ours. */
export function stateOfLabels(labels: Record<string, string>, running: boolean): SandboxState | null {
  const id = labels[LABEL.id];
  const kind = labels[LABEL.kind];
  const environmentId = labels[LABEL.environment];
  const specHash = labels[LABEL.spec];
  if (!id || !environmentId || !specHash || (kind !== 'repository' && kind !== 'session')) return null;
  return { id, kind, environmentId, running, specHash };
}
