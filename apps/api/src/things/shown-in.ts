import type { Thing, ThingSummary } from '@craftastic/contract/things';
import type { BranchContext } from '@craftastic/db/generated/client';
import { rebased } from '@craftastic/things/branch-namespaces';
import { isRecord } from '@craftastic/things/value';

/**
 * Things of a branch as they are shown in the namespace that was asked for: where that is the branch's own, their ids are
 * below it and their links lead within it. What is kept has the binding's namespace, so that branches share versions.
 */
export function shownIn({ bindingNs }: Pick<BranchContext, 'bindingNs'>, ns: string) {
  const id = (text: string): string => rebased(text, bindingNs, ns);
  const summary = <T extends ThingSummary>(thing: T): T => ({ ...thing, $id: id(thing.$id) });
  return {
    id,
    summary,
    thing: (thing: Thing): Thing => ({
      ...summary(thing),
      ns,
      data: withIds(thing.data, id),
      aliasOf: thing.aliasOf && id(thing.aliasOf),
      links: thing.links.map((link) => ({ ...link, to: id(link.to) })),
      backlinks: thing.backlinks.map((link) => ({ ...link, from: id(link.from) })),
    }),
  };
}

/** Data with the ids in it, which are the values of `$id`, changed. */
function withIds(data: Record<string, unknown>, id: (text: string) => string): Record<string, unknown> {
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    return isRecord(value) ? withIds(value, id) : value;
  };
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      key === '$id' && typeof value === 'string' ? id(value) : inside(value),
    ]),
  );
}
