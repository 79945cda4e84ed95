import { branchNamespace } from './plan-contexts.ts';

export interface NamedContext {
  id: number;
  branch: string;
  /** Of its binding; null for none, and for the default branch. */
  template: string | null;
  branchNs: string | null;
}

/**
 * The namespaces of branches, no two alike: `feature/x` and `fix/x` both ask for `preview-x`. Who has a name keeps it, then
 * the first that asks gets it, and the others one with a hash of their branch behind it. `taken` are names of others.
 */
export function settleNamespaces(
  contexts: readonly NamedContext[],
  taken: ReadonlySet<string>,
): Map<number, string | null> {
  const settled = new Map<number, string | null>();
  const used = new Set(taken);
  const settle = (id: number, ns: string | null) => {
    settled.set(id, ns);
    if (ns !== null) used.add(ns);
  };
  const wishes = contexts.map((context) => ({ ...context, names: namesOf(context.template, context.branch) }));
  for (const { id, names, branchNs } of wishes) {
    if (branchNs !== null && names.includes(branchNs) && !used.has(branchNs)) settle(id, branchNs);
  }
  for (const { id, names } of wishes) {
    if (!settled.has(id)) settle(id, names.find((name) => !used.has(name)) ?? null);
  }
  return settled;
}

/** The names that a branch may have, the best first. */
export function namesOf(template: string | null, branch: string): string[] {
  const plain = branchNamespace(template, branch);
  if (template === null || plain === null) return [];
  const hashed = branchNamespace(template, branch, hashOf(branch));
  return hashed === null ? [plain] : [plain, hashed];
}

/** FNV-1a, in 6 characters: it has to tell some branches of one repository apart, and to be the same everywhere. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36).padStart(7, '0').slice(-6);
}

/** An id of one namespace in another one: `https://docs.do/a` as `https://preview-x.docs.do/a`. Others stay. */
export function rebased(id: string, from: string, to: string): string {
  return id === from || id.startsWith(`${from}/`) ? to + id.slice(from.length) : id;
}
