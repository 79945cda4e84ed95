import type { Binding } from '@craftastic/contract/bindings';

export interface NamespaceRow {
  ns: string;
  /** Null for a parent that no repository is bound to: it stands there for its children. */
  binding: Binding | null;
  /** Where it is the namespace of a branch: of which one, and of which binding. */
  preview: { ns: string; branch: string } | null;
  /** From 1. */
  level: number;
  /** From 1, among `siblings`. */
  position: number;
  siblings: number;
  /** Undefined for a row without children. */
  expanded: boolean | undefined;
}

/**
 * The namespaces as a tree by parent, depth first, siblings by name. Parents that make a ring are cut where the ring
 * is entered by name, so that each namespace has exactly one row.
 */
export function namespaceRows(bindings: readonly Binding[], folded: ReadonlySet<string>): NamespaceRow[] {
  const bound = new Map(bindings.map((binding) => [binding.ns, binding]));
  const previews = new Map(
    bindings.flatMap(({ ns, previews: each }) => each.map((one) => [one.ns, { ns, branch: one.branch }] as const)),
  );
  const parentOf = (ns: string) => bound.get(ns)?.parentNs ?? previews.get(ns)?.ns ?? null;
  const names = new Set([
    ...bindings.flatMap((binding) => [binding.ns, ...(binding.parentNs ? [binding.parentNs] : [])]),
    ...previews.keys(),
  ]);
  const children = Map.groupBy([...names].sort(), parentOf);
  const rows: NamespaceRow[] = [];
  const seen = new Set<string>();

  const add = (ns: string, level: number, position: number, siblings: number, shown: boolean) => {
    seen.add(ns);
    const below = (children.get(ns) ?? []).filter((child) => !seen.has(child));
    const expanded = below.length === 0 ? undefined : !folded.has(ns);
    const binding = bound.get(ns) ?? null;
    const preview = binding === null ? (previews.get(ns) ?? null) : null;
    if (shown) rows.push({ ns, binding, preview, level, position, siblings, expanded });
    below.forEach((child, index) => {
      add(child, level + 1, index + 1, below.length, shown && expanded === true);
    });
  };

  const rings = [...names].sort().filter((ns) => ns === ringStart(ns, parentOf));
  const roots = [...new Set([...(children.get(null) ?? []), ...rings])].sort();
  roots.forEach((ns, index) => {
    add(ns, 1, index + 1, roots.length, true);
  });
  return rows;
}

/** The first by name of the ring that `ns` is in; null where its parents end. */
function ringStart(ns: string, parentOf: (ns: string) => string | null): string | null {
  const way = new Set<string>();
  for (let at: string | null = ns; at !== null; at = parentOf(at)) {
    if (at === ns && way.size > 0) return [...way].sort()[0] ?? null;
    if (way.has(at)) return null;
    way.add(at);
  }
  return null;
}

/** `https://docs.do/guide` as it is shown: without the scheme that nearly all have. */
export const shortNs = (ns: string): string => ns.replace(/^https:\/\//, '');

/** The namespace that an id belongs to: the longest one that it begins with, part by part. */
export function nsOfId(id: string, namespaces: readonly string[]): string | null {
  let best: string | null = null;
  for (const ns of namespaces) {
    const within = id === ns || id.startsWith(`${ns}/`) || id.startsWith(`${ns}#`);
    if (within && (best === null || ns.length > best.length)) best = ns;
  }
  return best;
}
