import { matcherOf } from './globs.ts';

export interface ContextRules {
  ns: string;
  defaultBranch: string;
  branchPatterns: readonly string[];
  previewTemplate: string | null;
}

export interface PresentContext {
  id: number;
  ns: string;
  branch: string;
  head: string | null;
  active: boolean;
}

export interface ContextPlan {
  /** Contexts to make, or to make active again as a new incarnation where `id` is one. */
  opened: {
    id: number | null;
    ns: string;
    branch: string;
    branchNs: string | null;
    isDefault: boolean;
    head: string;
  }[];
  moved: { id: number; head: string }[];
  /** Contexts whose branch is gone or matches no longer. */
  closed: { id: number; ns: string; branch: string; head: string | null; gone: boolean }[];
}

/** The longest branch that gets a context, in bytes: it is a part of indexes. */
const MOST_BRANCH_BYTES = 255;

/** Which contexts there have to be: one for each binding and each branch that is its default one or matches its patterns. */
export function planContexts(
  bindings: readonly ContextRules[],
  branches: ReadonlyMap<string, string>,
  present: readonly PresentContext[],
): ContextPlan {
  const plan: ContextPlan = { opened: [], moved: [], closed: [] };
  const known = new Map(present.map((context) => [`${context.ns}\n${context.branch}`, context]));
  const wanted = new Set<number>();
  for (const binding of bindings) {
    const matches = matcherOf(binding.branchPatterns);
    // Most bindings have no patterns: they are not asked about a thousand branches.
    const candidates = binding.branchPatterns.length > 0 ? branches : pick(branches, binding.defaultBranch);
    for (const [branch, head] of candidates) {
      const isDefault = branch === binding.defaultBranch;
      if (!isDefault && (!matches(branch) || new TextEncoder().encode(branch).length > MOST_BRANCH_BYTES)) continue;
      const context = known.get(`${binding.ns}\n${branch}`);
      const branchNs = isDefault ? null : branchNamespace(binding.previewTemplate, branch);
      if (!context?.active) {
        plan.opened.push({ id: context?.id ?? null, ns: binding.ns, branch, branchNs, isDefault, head });
      } else if (context.head !== head) plan.moved.push({ id: context.id, head });
      if (context) wanted.add(context.id);
    }
  }
  for (const { id, ns, branch, head, active } of present) {
    if (active && !wanted.has(id)) plan.closed.push({ id, ns, branch, head, gone: !branches.has(branch) });
  }
  return plan;
}

/**
 * `https://preview-{branch}.docs.do` for a branch: what a host can't have becomes a dash. A name of more than 40 characters
 * is cut, so the label with its prefix stays within the 63 that DNS allows. `hash` goes behind the name.
 */
export function branchNamespace(template: string | null, branch: string, hash?: string): string | null {
  if (template === null) return null;
  const label = branch
    .split('/')
    .slice(branch.includes('/') ? 1 : 0)
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const name = label.slice(0, 40).replace(/-+$/, '') || 'branch';
  return template.replaceAll('{branch}', hash === undefined ? name : `${name}-${hash}`);
}

function pick(branches: ReadonlyMap<string, string>, name: string): [string, string][] {
  const head = branches.get(name);
  return head === undefined ? [] : [[name, head]];
}
