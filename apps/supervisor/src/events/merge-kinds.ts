import type { PathChange } from './hub.ts';

type Kind = PathChange['kind'];

/** Two changes of one path, told as one. Undefined where they cancel out: created, then deleted. */
export function mergeKinds(earlier: Kind | undefined, later: Kind): Kind | undefined {
  if (earlier === undefined) return later;
  if (earlier === 'created') return later === 'deleted' ? undefined : 'created';
  if (earlier === 'deleted') return later === 'deleted' ? 'deleted' : 'changed';
  return later === 'created' ? 'changed' : later;
}
